//! SHA-224 (RFC 3874), with which flytekit shortens long names of nodes.

/// What a hash begins with.
const START: [u32; 8] =
    [0xc105_9ed8, 0x367c_d507, 0x3070_dd17, 0xf70e_5939, 0xffc0_0b31, 0x6858_1511, 0x64f9_8fa7, 0xbefa_4fa4];

/// The digest in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend_from_slice(&(bytes.len() as u64).wrapping_mul(8).to_be_bytes());
    let constants = constants();
    let state = message.chunks_exact(64).fold(START, |state, block| round(state, block, &constants));
    state.iter().take(7).map(|word| format!("{word:08x}")).collect()
}

/// The first bits of the fractions of the cube roots of the first 64 primes.
fn constants() -> Vec<u32> {
    let is_prime = |n: &u64| (2..*n).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    (2u64..).filter(is_prime).take(64).map(fraction).collect()
}

/// 32 bits of the fraction of the cube root of a number, by halving.
fn fraction(n: u64) -> u32 {
    let wanted = u128::from(n) << 96;
    let (mut low, mut high) = (0u128, 8u128 << 32);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if middle * middle * middle <= wanted { low = middle } else { high = middle }
    }
    low as u32
}

fn round(state: [u32; 8], block: &[u8], constants: &[u32]) -> [u32; 8] {
    let word = |b: &[u8]| b.iter().fold(0u32, |n, byte| (n << 8) | u32::from(*byte));
    let mut words: Vec<u32> = block.chunks_exact(4).map(word).collect();
    for i in 16..64usize {
        let at = |back: usize| words.get(i - back).copied().unwrap_or(0);
        let (x, y) = (at(15), at(2));
        let first = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
        let second = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
        words.push(at(16).wrapping_add(first).wrapping_add(at(7)).wrapping_add(second));
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
    for (constant, word) in constants.iter().zip(&words) {
        let upper = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let chosen = (e & f) ^ (!e & g);
        let first = h.wrapping_add(upper).wrapping_add(chosen).wrapping_add(*constant).wrapping_add(*word);
        let lower = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let second = lower.wrapping_add((a & b) ^ (a & c) ^ (b & c));
        (h, g, f, e) = (g, f, e, d.wrapping_add(first));
        (d, c, b, a) = (c, b, a, first.wrapping_add(second));
    }
    let end = [a, b, c, d, e, f, g, h];
    std::array::from_fn(|i| {
        let of = |state: &[u32; 8]| state.get(i).copied().unwrap_or(0);
        of(&state).wrapping_add(of(&end))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn digests_of_the_rfc() {
        assert_eq!(super::hex(b"abc"), "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
        let two_blocks = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
        assert_eq!(super::hex(two_blocks), "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525");
    }
}
