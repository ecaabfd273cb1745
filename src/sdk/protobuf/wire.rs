//! Protobuf's wire format: a message as numbered fields, whatever they mean.

/// A part of a file, with its place there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// Offset of the first one in the file.
    pub at: usize,
}

/// The value of a field, as far as the wire tells.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wire<'a> {
    /// A number of variable length.
    Varint(u64),
    /// Eight bytes.
    Fixed64(u64),
    /// Bytes: a string, a message, or packed numbers.
    Bytes(Part<'a>),
    /// Four bytes, which no field of a task has.
    Fixed32,
}

/// A field of a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// Its number.
    pub number: u32,
    /// Its value.
    pub value: Wire<'a>,
    /// Where it begins in the file.
    pub at: usize,
}

/// Why bytes are no message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    /// Offset in the file.
    pub at: usize,
    /// What is wrong there.
    pub what: String,
}

impl Malformed {
    /// Something wrong at an offset.
    pub fn new(at: usize, what: impl Into<String>) -> Self {
        Malformed { at, what: what.into() }
    }
}

/// The fields of a message, in the order of the file.
pub(super) fn fields(part: Part<'_>) -> Fields<'_> {
    Fields { rest: part, done: false }
}

/// Walks over the fields of a message; ends behind the first that is malformed.
pub(super) struct Fields<'a> {
    rest: Part<'a>,
    done: bool,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done || self.rest.bytes.is_empty() {
            return None;
        }
        let field = self.field();
        self.done = field.is_err();
        Some(field)
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Result<Field<'a>, Malformed> {
        let at = self.rest.at;
        let tag = self.varint()?;
        let number = u32::try_from(tag >> 3).ok().filter(|n| (1..1 << 29).contains(n));
        let number = number.ok_or_else(|| Malformed::new(at, "there is no field of this number"))?;
        let value = match tag & 7 {
            0 => Wire::Varint(self.varint()?),
            1 => Wire::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => {
                let len = self.varint()?;
                let too_long =
                    || Malformed::new(at, format!("field {number} goes on behind the end; is the file cut off?"));
                let len = usize::try_from(len).ok().filter(|n| *n <= self.rest.bytes.len()).ok_or_else(too_long)?;
                Wire::Bytes(self.take(len)?)
            }
            5 => {
                self.take(4)?;
                Wire::Fixed32
            }
            other => return Err(Malformed::new(at, format!("field {number} has the unknown wire type {other}"))),
        };
        Ok(Field { number, value, at })
    }

    fn take(&mut self, len: usize) -> Result<Part<'a>, Malformed> {
        let cut = || Malformed::new(self.rest.at, "a field goes on behind the end; is the file cut off?");
        let (head, tail) = self.rest.bytes.split_at_checked(len).ok_or_else(cut)?;
        let part = Part { bytes: head, at: self.rest.at };
        self.rest = Part { bytes: tail, at: self.rest.at + len };
        Ok(part)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let part = self.take(N)?;
        <[u8; N]>::try_from(part.bytes).map_err(|_| Malformed::new(part.at, "a number is cut off"))
    }

    fn varint(&mut self) -> Result<u64, Malformed> {
        let (number, rest) = varint(self.rest)?;
        self.rest = rest;
        Ok(number)
    }
}

/// A number of variable length, and what follows it.
pub(super) fn varint(part: Part<'_>) -> Result<(u64, Part<'_>), Malformed> {
    let mut number = 0u64;
    for (i, byte) in part.bytes.iter().take(10).enumerate() {
        if i == 9 && *byte > 1 {
            break;
        }
        number |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            let rest = part.bytes.get(i + 1..).unwrap_or(&[]);
            return Ok((number, Part { bytes: rest, at: part.at + i + 1 }));
        }
    }
    Err(Malformed::new(part.at, "a number has no end"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_variable_length() {
        for (bytes, number) in [
            (&[0x00][..], 0),
            (&[0x96, 0x01], 150),
            (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], u64::MAX),
        ] {
            assert_eq!(varint(Part { bytes, at: 0 }).unwrap().0, number);
        }
        for bytes in [&[][..], &[0x80], &[0xff; 11], &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]] {
            assert!(varint(Part { bytes, at: 0 }).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_field_behind_the_end_is_malformed() {
        let found: Result<Vec<_>, _> = fields(Part { bytes: b"\x0a\x05abc", at: 7 }).collect();
        assert_eq!(found.unwrap_err().at, 7);
        let found: Vec<_> = fields(Part { bytes: b"\x0a\x03abc\x10\x01", at: 0 }).map(Result::unwrap).collect();
        assert_eq!(found.iter().map(|f| (f.number, f.at)).collect::<Vec<_>>(), [(1, 0), (2, 5)]);
    }
}
