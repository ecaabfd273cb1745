//! [`Class`]: who made a live Pod different from the rendered one.

/// Who made a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Flyte's own webhook, which puts secrets into the Pod.
    SecretsWebhook,
    /// Flyte itself, where what it does is not settled before the Pod runs: an order that it
    /// leaves open, its finalizer, which it takes away at the end.
    Flyte,
    /// The API server, which fills in defaults and prepares every new Pod.
    ApiServerDefault,
    /// The built-in admission of service accounts.
    ServiceAccountAdmission,
    /// The built-in admission that lets Pods stay for a while on a node that fails.
    DefaultTolerationSeconds,
    /// The built-in admission that looks priority classes up.
    PriorityAdmission,
    /// The API server's own book-keeping about any object.
    SystemMetadata,
    /// The scheduler.
    Scheduler,
    /// The kubelet and others that report how the Pod is doing.
    Kubelet,
    /// Somebody else: a mesh, a quota webhook, an edit.
    Foreign,
}

impl Class {
    /// Every class, in the order in which they are told.
    pub const ALL: &'static [Class] = &[
        Class::Foreign,
        Class::SecretsWebhook,
        Class::Flyte,
        Class::ApiServerDefault,
        Class::ServiceAccountAdmission,
        Class::DefaultTolerationSeconds,
        Class::PriorityAdmission,
        Class::SystemMetadata,
        Class::Scheduler,
        Class::Kubelet,
    ];

    /// The name as JSON shows it.
    pub fn name(self) -> &'static str {
        match self {
            Class::SecretsWebhook => "secrets-webhook",
            Class::Flyte => "flyte",
            Class::ApiServerDefault => "api-server-default",
            Class::ServiceAccountAdmission => "service-account-admission",
            Class::DefaultTolerationSeconds => "default-toleration-seconds",
            Class::PriorityAdmission => "priority-admission",
            Class::SystemMetadata => "system-metadata",
            Class::Scheduler => "scheduler",
            Class::Kubelet => "kubelet",
            Class::Foreign => "foreign",
        }
    }

    /// What it stands for, in a few words.
    pub fn sentence(self) -> &'static str {
        match self {
            Class::SecretsWebhook => "Flyte's webhook puts the task's secrets into the Pod",
            Class::Flyte => "Flyte itself leaves it open",
            Class::ApiServerDefault => "the API server fills in defaults",
            Class::ServiceAccountAdmission => "the token of the service account",
            Class::DefaultTolerationSeconds => "five minutes on a node that fails",
            Class::PriorityAdmission => "the priority of the Pod's class",
            Class::SystemMetadata => "book-keeping of the API server",
            Class::Scheduler => "the node that was chosen",
            Class::Kubelet => "how the Pod is doing",
            Class::Foreign => "somebody else",
        }
    }

    /// Whether Flyte or Kubernetes itself made the difference.
    pub fn is_explained(self) -> bool {
        self != Class::Foreign
    }
}
