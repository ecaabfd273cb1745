//! Times as Go's `time.Parse` reads RFC 3339 and as Kubernetes prints them.

const LAYOUT: &str = "2006-01-02T15:04:05Z07:00";

/// The UTC spelling in whole seconds, `None` if `text` is already that. The error is Go's message.
pub(super) fn respell(text: &str) -> Result<Option<String>, String> {
    let time = Time::parse(text).map_err(|problem| problem.message(text))?;
    let utc = time.utc();
    Ok((utc != text).then_some(utc))
}

/// A date, a time of day, and how far that is ahead of UTC.
struct Time {
    year: i64,
    month: i64,
    day: i64,
    seconds: i64,
    ahead: i64,
}

/// Why Go refuses a time.
enum Problem<'t> {
    /// This rest of the text is not that element of the layout.
    Element(&'t str, &'static str),
    /// Something in words.
    Words(String),
}

impl Problem<'_> {
    fn message(self, text: &str) -> String {
        match self {
            Problem::Element(rest, element) => {
                let (text, rest) = (quote(text), quote(rest));
                format!("parsing time {text} as \"{LAYOUT}\": cannot parse {rest} as \"{element}\"")
            }
            Problem::Words(words) => format!("parsing time {}: {words}", quote(text)),
        }
    }
}

/// Quotes as Go's package of times does: byte by byte outside printable ASCII.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if (' '..'\u{80}').contains(&c) {
            if matches!(c, '"' | '\\') {
                out.push('\\');
            }
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            out.extend(c.encode_utf8(&mut buffer).bytes().map(|b| format!("\\x{b:02x}")));
        }
    }
    out.push('"');
    out
}

/// The rest of the text while its elements are taken off.
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    fn digit(&self, at: usize) -> Option<i64> {
        self.0.as_bytes().get(at).filter(|b| b.is_ascii_digit()).map(|b| i64::from(b - b'0'))
    }

    fn advance(&mut self, bytes: usize) {
        self.0 = self.0.get(bytes..).unwrap_or("");
    }

    fn literal(&mut self, text: &'static str) -> Result<(), Problem<'t>> {
        self.0 = self.0.strip_prefix(text).ok_or(Problem::Element(self.0, text))?;
        Ok(())
    }

    fn year(&mut self) -> Result<i64, Problem<'t>> {
        let digits: Option<i64> = (0..4).try_fold(0, |n, i| Some(n * 10 + self.digit(i)?));
        let year = digits.ok_or(Problem::Element(self.0, "2006"))?;
        self.advance(4);
        Ok(year)
    }

    /// A number of two digits (of one or two if not `padded`).
    fn number(&mut self, element: &'static str, padded: bool) -> Result<i64, Problem<'t>> {
        let bad = Problem::Element(self.0, element);
        let Some(first) = self.digit(0) else { return Err(bad) };
        match self.digit(1) {
            Some(second) => {
                self.advance(2);
                Ok(first * 10 + second)
            }
            None if padded => Err(bad),
            None => {
                self.advance(1);
                Ok(first)
            }
        }
    }

    /// A fraction of a second, which no printed time shows.
    fn skip_fraction(&mut self) {
        if self.0.starts_with(['.', ',']) && self.digit(1).is_some() {
            let digits = self.0.bytes().skip(1).take_while(u8::is_ascii_digit).count();
            self.advance(1 + digits);
        }
    }

    /// Seconds ahead of UTC.
    fn zone(&mut self) -> Result<i64, Problem<'t>> {
        if let Some(rest) = self.0.strip_prefix('Z') {
            self.0 = rest;
            return Ok(0);
        }
        let bad = || Problem::Element(self.0, "Z07:00");
        let bytes = self.0.as_bytes();
        if bytes.len() < 6 || bytes.get(3) != Some(&b':') {
            return Err(bad());
        }
        let two = |at: usize| Some(self.digit(at)? * 10 + self.digit(at + 1)?);
        let numbers = two(1).zip(two(4));
        let (hours, minutes) = numbers.unwrap_or((two(1).unwrap_or(0), 0));
        // Go compares with `>` here: an offset of 24 hours or 60 minutes is fine.
        in_range("time zone offset hour", hours, 0, 24)?;
        in_range("time zone offset minute", minutes, 0, 60)?;
        let sign = match bytes.first() {
            Some(b'+') if numbers.is_some() => 1,
            Some(b'-') if numbers.is_some() => -1,
            _ => return Err(bad()),
        };
        self.advance(6);
        Ok(sign * (hours * 60 + minutes) * 60)
    }
}

fn in_range<'t>(what: &str, number: i64, low: i64, high: i64) -> Result<(), Problem<'t>> {
    if (low..=high).contains(&number) { Ok(()) } else { Err(Problem::Words(format!("{what} out of range"))) }
}

impl Time {
    fn parse(text: &str) -> Result<Time, Problem<'_>> {
        let mut rest = Rest(text);
        let year = rest.year()?;
        rest.literal("-")?;
        let month = rest.number("01", true)?;
        in_range("month", month, 1, 12)?;
        rest.literal("-")?;
        let day = rest.number("02", true)?;
        rest.literal("T")?;
        let hour = rest.number("15", false)?;
        in_range("hour", hour, 0, 23)?;
        rest.literal(":")?;
        let minute = rest.number("04", true)?;
        in_range("minute", minute, 0, 59)?;
        rest.literal(":")?;
        let second = rest.number("05", true)?;
        in_range("second", second, 0, 59)?;
        rest.skip_fraction();
        let ahead = rest.zone()?;
        if !rest.0.is_empty() {
            return Err(Problem::Words(format!("extra text: {}", quote(rest.0))));
        }
        in_range("day", day, 1, days_in(year, month))?;
        Ok(Time { year, month, day, seconds: (hour * 60 + minute) * 60 + second, ahead })
    }

    /// The same moment as Kubernetes prints it.
    fn utc(&self) -> String {
        let seconds = self.seconds - self.ahead;
        let (mut year, mut month, mut day) = (self.year, self.month, self.day);
        for _ in 0..seconds.div_euclid(86400) {
            day += 1;
            if day > days_in(year, month) {
                (day, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
        }
        for _ in seconds.div_euclid(86400)..0 {
            day -= 1;
            if day < 1 {
                (month, year) = if month == 1 { (12, year - 1) } else { (month - 1, year) };
                day = days_in(year, month);
            }
        }
        let left = seconds.rem_euclid(86400);
        let (hour, minute, second) = (left / 3600, left / 60 % 60, left % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
