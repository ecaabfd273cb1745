//! All nodes of a [`Config`], one after the other.

use super::{CoPilot, Config, DeviceClass, K8sPlugin, ResourceSet, Storage};
use crate::tree::Node;

impl Config {
    /// Calls `f` with every field.
    pub fn for_each_node<'a>(&'a self, f: &mut impl FnMut(&'a Node)) {
        k8s(&self.k8s, f);
        resource_set(&self.task_resources.defaults, f);
        resource_set(&self.task_resources.limits, f);
        let offloading = &self.offloading;
        [&offloading.enabled, &offloading.min_size_mb, &offloading.max_size_mb].into_iter().for_each(&mut *f);
        let nodes = &self.node_retries;
        let retries =
            [&nodes.default_attempts, &nodes.ignore_cause, &nodes.interruptible_threshold, &nodes.system_failures];
        retries.into_iter().chain([&self.raw_output_prefix]).for_each(&mut *f);
        let single =
            [&self.default_service_account, &self.actions_namespace, &self.namespace_template, &self.logger_level];
        single.into_iter().for_each(&mut *f);
        storage(&self.storage, f);
    }
}

fn k8s<'a>(k8s: &'a K8sPlugin, f: &mut impl FnMut(&'a Node)) {
    let nodes = [
        &k8s.inject_finalizer,
        &k8s.default_annotations,
        &k8s.default_labels,
        &k8s.default_env_vars,
        &k8s.default_env_vars_from_env,
        &k8s.default_env_from_configmaps,
        &k8s.default_env_from_secrets,
        &k8s.default_cpus,
        &k8s.default_memory,
        &k8s.default_tolerations,
        &k8s.default_node_selector,
        &k8s.default_affinity,
        &k8s.scheduler_name,
        &k8s.interruptible_tolerations,
        &k8s.interruptible_node_selector,
        &k8s.interruptible_node_selector_requirement,
        &k8s.non_interruptible_node_selector_requirement,
        &k8s.resource_tolerations,
        &k8s.image_pull_policy,
        &k8s.gpu_device_node_label,
        &k8s.gpu_partition_size_node_label,
        &k8s.gpu_unpartitioned_node_selector_requirement,
        &k8s.gpu_unpartitioned_toleration,
        &k8s.gpu_resource_name,
        &k8s.default_pod_security_context,
        &k8s.default_security_context,
        &k8s.enable_host_networking_pod,
        &k8s.default_pod_dns_config,
        &k8s.default_pod_template_name,
        &k8s.disable_inject_owner_references,
        &k8s.accelerator_devices,
    ];
    nodes.into_iter().for_each(&mut *f);
    co_pilot(&k8s.co_pilot, f);
    k8s.accelerator_device_classes.iter().for_each(|class| device_class(class, f));
}

fn co_pilot<'a>(pilot: &'a CoPilot, f: &mut impl FnMut(&'a Node)) {
    let nodes = [
        &pilot.name,
        &pilot.image,
        &pilot.default_input_path,
        &pilot.default_output_path,
        &pilot.input_vol_name,
        &pilot.output_vol_name,
        &pilot.start_timeout,
        &pilot.timeout,
        &pilot.cpu,
        &pilot.memory,
        &pilot.storage_config_secret_name,
    ];
    nodes.into_iter().for_each(&mut *f);
    pilot.storage_config_override.iter().for_each(|s| storage(s, f));
}

fn device_class<'a>(class: &'a DeviceClass, f: &mut impl FnMut(&'a Node)) {
    let nodes = [
        &class.resource_name,
        &class.device_node_label,
        &class.partition_size_node_label,
        &class.unpartitioned_node_selector_requirement,
        &class.unpartitioned_toleration,
        &class.pod_template,
    ];
    nodes.into_iter().for_each(f);
}

fn storage<'a>(storage: &'a Storage, f: &mut impl FnMut(&'a Node)) {
    let nodes = [
        &storage.kind,
        &storage.container,
        &storage.enable_multicontainer,
        &storage.stow_kind,
        &storage.stow_config,
        &storage.endpoint,
        &storage.auth_type,
        &storage.access_key,
        &storage.secret_key,
        &storage.region,
    ];
    nodes.into_iter().for_each(f);
}

fn resource_set<'a>(set: &'a ResourceSet, f: &mut impl FnMut(&'a Node)) {
    [&set.cpu, &set.memory, &set.gpu, &set.ephemeral_storage].into_iter().for_each(f);
}
