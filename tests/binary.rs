//! Protobuf and packages that nobody wrote: mutated and truncated ones are read or refused, quickly.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use podtpl::flyte::version::FlyteVersion;
use podtpl::sdk::{Protobuf, SdkSettings, protobuf, protobuf_fault, read_file};
use podtpl::source::Sources;

use crate::common::Podtpl;

/// Mutated messages of a run of `cargo test`; `PODTPL_FUZZ=N` sets it.
const MUTATIONS: usize = 20_000;

/// No message of this size may take longer.
const PATIENCE: Duration = Duration::from_secs(5);

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sdk-samples")
}

fn messages() -> Vec<Vec<u8>> {
    let folders = [folder(), folder().join("pkg"), folder().join("pb_samples")];
    let entries = folders.iter().flat_map(|f| fs::read_dir(f).unwrap()).map(|e| e.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|p| p.extension().is_some_and(|e| e == "pb")).collect();
    paths.sort();
    paths.iter().map(|p| fs::read(p).unwrap()).collect()
}

/// One to four changes: a bit, a byte, a piece taken out or twice, an end cut off, a length made huge.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            1 if !bytes.is_empty() => bytes[at] = random.below(256) as u8,
            2 => bytes.truncate(at),
            3 => {
                let end = (at + random.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let end = (at + random.below(200)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => {
                bytes.splice(at..at, [0xff, 0xff, 0xff, 0xff, 0x0f]);
            }
        }
    }
}

/// What every reading of bytes must hold: a text is JSON that the reader of tasks takes or refuses.
fn read(bytes: &[u8]) -> bool {
    let start = Instant::now();
    let text = match protobuf(bytes) {
        Protobuf::Text(text) => text,
        Protobuf::Malformed(what) => {
            assert!(what.starts_with("byte "), "{what}");
            return false;
        }
        _ => {
            protobuf_fault(bytes);
            return false;
        }
    };
    let mut sources = Sources::new();
    let id = sources.add_decoded("a.pb", text);
    let read = read_file(&sources, id, &SdkSettings::default(), FlyteVersion::NEWEST_1);
    if let Err(errors) = &read {
        assert!(!errors.is_empty(), "refused without a reason");
        let syntax = errors.iter().find(|e| e.code.starts_with("yaml/syntax") || e.code.starts_with("json/"));
        assert!(syntax.is_none(), "{syntax:?}");
    }
    assert!(start.elapsed() < PATIENCE);
    read.is_ok()
}

#[test]
fn mutated_messages_are_read_or_refused() {
    let count = std::env::var("PODTPL_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(MUTATIONS);
    let (messages, mut random) = (messages(), Random(0x9e37_79b9_7f4a_7c15));
    let mut whole = 0;
    for _ in 0..count {
        let mut bytes = messages[random.below(messages.len())].clone();
        mutate(&mut bytes, &mut random);
        whole += usize::from(read(&bytes));
    }
    println!("{count} messages, {whole} of them still tasks");
    assert!(whole > 0 && whole < count, "{whole}");
}

#[test]
fn every_beginning_of_a_message_is_refused() {
    for message in messages() {
        assert!(!matches!(protobuf(&message), Protobuf::Malformed(_) | Protobuf::Unknown));
        for cut in 1..message.len() {
            let start = &message[..cut];
            match protobuf(start) {
                Protobuf::LaunchPlan => {}
                Protobuf::Text(_) => {
                    // fields behind the first may be missing: that is a whole message, too
                    assert!(cut > message.len() / 2, "{cut} of {}", message.len());
                }
                Protobuf::Malformed(_) => {}
                Protobuf::Unknown => assert!(protobuf_fault(start).is_some(), "{cut}"),
            }
        }
    }
}

#[test]
fn deep_and_wide_messages_end_quickly() {
    // a Struct in a Struct in a Struct ...
    let wrap = |tag: u8, inner: &[u8]| {
        let mut out = vec![tag];
        let mut len = inner.len();
        while len >= 0x80 {
            out.push((len & 0x7f) as u8 | 0x80);
            len >>= 7;
        }
        out.push(len as u8);
        out.extend_from_slice(inner);
        out
    };
    let mut deep = Vec::new();
    for _ in 0..20_000 {
        // Struct{fields{key "", value{struct_value}}}
        deep = wrap(0x0a, &wrap(0x12, &wrap(0x2a, &deep)));
        if deep.len() > 200_000 {
            break;
        }
    }
    let task = |custom: &[u8]| {
        let mut template = b"\x0a\x05\x08\x01\x22\x01t\x12\x06python".to_vec();
        template.extend(wrap(0x2a, custom));
        template
    };
    assert!(matches!(protobuf(&task(&deep)), Protobuf::Malformed(what) if what.contains("nesting")));
    let wide = [0x0a, 0x00].repeat(2_100_000);
    assert!(matches!(protobuf(&task(&wide)), Protobuf::Malformed(what) if what.contains("values")));
}

#[test]
fn mutated_archives_are_read_or_refused() {
    let archive = fs::read(folder().join("flyte-package.tgz")).unwrap();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..40 {
        let mut bytes = archive.clone();
        mutate(&mut bytes, &mut random);
        let output = Podtpl::new("tasks a.tgz").file("a.tgz", &bytes).run();
        assert!(matches!(output.code, 0 | 2), "{}: {}", output.code, output.stderr);
        assert!(output.code == 0 || output.stderr.contains("error["), "{}", output.stderr);
        assert!(!output.stderr.contains("panicked"), "{}", output.stderr);
    }
}
