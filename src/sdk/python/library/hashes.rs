//! Hashes in names that flytekit makes.

use md5::Md5;
use sha2::{Digest, Sha224};

/// MD5 in hexadecimal: what map tasks were given.
pub(in crate::sdk::python) fn md5(text: &str) -> String {
    hex(&Md5::digest(text))
}

/// SHA-224 in hexadecimal: what long names of nodes are shortened to.
pub(in crate::sdk::python) fn sha224(text: &str) -> String {
    hex(&Sha224::digest(text))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_digests() {
        assert_eq!(super::md5("abc"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(super::sha224("abc"), "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
    }
}
