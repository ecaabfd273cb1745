//! MD5 (RFC 1321), which flytekit writes into the names of map tasks.

const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// The digest in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend_from_slice(&(bytes.len() as u64).wrapping_mul(8).to_le_bytes());
    let mut state = [0x6745_2301u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in message.chunks_exact(64) {
        state = round(state, block);
    }
    state.iter().flat_map(|word| word.to_le_bytes()).map(|byte| format!("{byte:02x}")).collect()
}

fn round(state: [u32; 4], block: &[u8]) -> [u32; 4] {
    let word = |b: &[u8]| b.iter().rev().fold(0u32, |n, byte| (n << 8) | u32::from(*byte));
    let words: Vec<u32> = block.chunks_exact(4).map(word).collect();
    let [mut a, mut b, mut c, mut d] = state;
    for i in 0..64usize {
        let (mixed, at) = match i / 16 {
            0 => ((b & c) | (!b & d), i),
            1 => ((d & b) | (!d & c), (5 * i + 1) % 16),
            2 => (b ^ c ^ d, (3 * i + 5) % 16),
            _ => (c ^ (b | !d), (7 * i) % 16),
        };
        let constant = (((i + 1) as f64).sin().abs() * 4_294_967_296.0) as u32;
        let word = words.get(at).copied().unwrap_or(0);
        let shift = SHIFTS.get(i / 16).and_then(|row| row.get(i % 4)).copied().unwrap_or(0);
        let sum = a.wrapping_add(mixed).wrapping_add(constant).wrapping_add(word);
        (a, d, c) = (d, c, b);
        b = b.wrapping_add(sum.rotate_left(shift));
    }
    let [x, y, z, w] = state;
    [x.wrapping_add(a), y.wrapping_add(b), z.wrapping_add(c), w.wrapping_add(d)]
}

#[cfg(test)]
mod tests {
    #[test]
    fn digests_of_the_rfc() {
        assert_eq!(super::hex(b""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(super::hex(b"message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
        let long = "1234567890".repeat(8);
        assert_eq!(super::hex(long.as_bytes()), "57edf4a22be3c955ac49da2e2107b67a");
    }
}
