//! MessagePack as Go's `%v` prints it, in which inputs of tasks can come.

use crate::flyte::steps::literals::float_text;

/// Reads MessagePack and prints it as Go's `%v` does.
struct MsgPack<'b> {
    bytes: &'b [u8],
    depth: usize,
}

/// The value as Go's `%v` prints it; `None` if the bytes end too soon or are no MessagePack.
pub fn text(bytes: &[u8]) -> Option<String> {
    MsgPack { bytes, depth: 0 }.text()
}

impl MsgPack<'_> {
    fn take(&mut self, n: usize) -> Option<&[u8]> {
        let (head, tail) = self.bytes.split_at_checked(n)?;
        self.bytes = tail;
        Some(head)
    }

    fn number(&mut self, n: usize) -> Option<u64> {
        Some(self.take(n)?.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
    }

    fn string(&mut self, n: usize) -> Option<String> {
        self.take(n).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    fn list(&mut self, n: usize) -> Option<String> {
        let mut items = Vec::new();
        for _ in 0..n {
            items.push(self.text()?);
        }
        Some(format!("[{}]", items.join(" ")))
    }

    /// Go prints maps sorted: strings by their bytes before numbers by their value.
    fn map(&mut self, n: usize) -> Option<String> {
        let mut pairs = Vec::new();
        for _ in 0..n {
            let is_text = matches!(self.bytes.first(), Some(0xa0..=0xbf | 0xd9..=0xdb));
            let key = self.text()?;
            let number = if is_text { None } else { key.parse::<f64>().ok() };
            pairs.push((number, key, self.text()?));
        }
        pairs.sort_by(|a, b| match (a.0, b.0) {
            (Some(x), Some(y)) => x.total_cmp(&y),
            (x, y) => x.is_some().cmp(&y.is_some()).then_with(|| a.1.cmp(&b.1)),
        });
        let pairs: Vec<String> = pairs.into_iter().map(|(_, key, value)| format!("{key}:{value}")).collect();
        Some(format!("map[{}]", pairs.join(" ")))
    }

    fn text(&mut self) -> Option<String> {
        self.depth += 1;
        if self.depth > 200 {
            return None;
        }
        let text = self.value();
        self.depth -= 1;
        text
    }

    fn value(&mut self) -> Option<String> {
        let tag = *self.take(1)?.first()?;
        let size = |n: u64| usize::try_from(n).ok();
        match tag {
            0x00..=0x7f => Some(tag.to_string()),
            0x80..=0x8f => self.map(usize::from(tag & 15)),
            0x90..=0x9f => self.list(usize::from(tag & 15)),
            0xa0..=0xbf => self.string(usize::from(tag & 31)),
            0xc0 => Some("<nil>".to_owned()),
            0xc2 => Some("false".to_owned()),
            0xc3 => Some("true".to_owned()),
            0xc4..=0xc6 => {
                let n = self.number(1 << (tag - 0xc4)).and_then(size)?;
                let bytes: Vec<String> = self.take(n)?.iter().map(u8::to_string).collect();
                Some(format!("[{}]", bytes.join(" ")))
            }
            0xca => {
                let value = f32::from_bits(self.number(4)? as u32);
                Some(float_text(format!("{value}").parse().ok()?))
            }
            0xcb => self.number(8).map(|bits| float_text(f64::from_bits(bits))),
            0xcc..=0xcf => self.number(1 << (tag - 0xcc)).map(|n| n.to_string()),
            0xd0 => self.number(1).map(|n| (n as u8 as i8).to_string()),
            0xd1 => self.number(2).map(|n| (n as u16 as i16).to_string()),
            0xd2 => self.number(4).map(|n| (n as u32 as i32).to_string()),
            0xd3 => self.number(8).map(|n| (n as i64).to_string()),
            0xd9..=0xdb => {
                let n = self.number(1 << (tag - 0xd9)).and_then(size)?;
                self.string(n)
            }
            0xdc => self.number(2).and_then(size).and_then(|n| self.list(n)),
            0xdd => self.number(4).and_then(size).and_then(|n| self.list(n)),
            0xde => self.number(2).and_then(size).and_then(|n| self.map(n)),
            0xdf => self.number(4).and_then(size).and_then(|n| self.map(n)),
            0xe0..=0xff => Some((tag as i8).to_string()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn maps_are_sorted() {
        let bytes = [0x82, 0xa1, b'b', 1, 0xa1, b'a', 0x93, 1, 0xa1, b'x', 0xc3];
        assert_eq!(text(&bytes).as_deref(), Some("map[a:[1 x true] b:1]"));
        assert_eq!(text(&[0x83, 10, 2, 2, 1, 0xa1, b'z', 3]).as_deref(), Some("map[z:3 2:1 10:2]"));
        assert_eq!(text(&[0xcb, 1]), None);
    }
}
