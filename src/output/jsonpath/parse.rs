//! From the text of a template to its parts.

use super::{Comparison, Literal, Operand, Part, Slice, Step, Test};

type Parsed<T> = Result<T, String>;

/// Reads a whole template.
pub(super) fn template(text: &str) -> Parsed<Vec<Part>> {
    if text.is_empty() {
        return Err("the template is empty".to_owned());
    }
    let bare = !text.contains('{') && text.starts_with(['.', '$', '[', '@']);
    let chars: Vec<char> = if bare { format!("{{{text}}}").chars().collect() } else { text.chars().collect() };
    let mut reader = Reader { chars: &chars, at: 0, shift: usize::from(bare) };
    reader.parts(None)
}

/// Reads characters; positions in messages count from 1 in the text as given.
struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    /// Characters in front that the user did not write.
    shift: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        let matches = text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c));
        if matches {
            self.at += text.chars().count();
        }
        matches
    }

    fn skip_blanks(&mut self) {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
    }

    /// A place as messages count it.
    fn place(&self, at: usize) -> usize {
        (at + 1).saturating_sub(self.shift).max(1)
    }

    fn unclosed<T>(&self, what: char, at: usize) -> Parsed<T> {
        Err(format!("`{what}` at character {} is not closed", self.place(at)))
    }

    /// Parts up to the end, or up to the `{end}` of the range that began at `range`.
    fn parts(&mut self, range: Option<usize>) -> Parsed<Vec<Part>> {
        let mut parts = Vec::new();
        let mut text = String::new();
        while let Some(c) = self.next() {
            if c != '{' {
                text.push(c);
                continue;
            }
            let open = self.at - 1;
            if !text.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut text)));
            }
            self.skip_blanks();
            if self.eat("end}") {
                return match range {
                    Some(_) => Ok(parts),
                    None => Err(format!("`{{end}}` at character {} closes nothing", self.place(open))),
                };
            }
            parts.push(self.action(open)?);
        }
        if let Some(open) = range {
            return Err(format!("`{{range}}` at character {} has no `{{end}}`", self.place(open)));
        }
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        Ok(parts)
    }

    /// What stands between braces, from behind the `{` at `open`.
    fn action(&mut self, open: usize) -> Parsed<Part> {
        if matches!(self.peek(), Some('"' | '\'')) {
            let text = self.quoted()?;
            self.skip_blanks();
            return if self.eat("}") { Ok(Part::Text(text)) } else { self.unclosed('{', open) };
        }
        let range = self.eat("range ");
        let steps = self.steps(&['}'], Some(open))?;
        if !self.eat("}") {
            return self.unclosed('{', open);
        }
        if range { Ok(Part::Range(steps, self.parts(Some(open))?)) } else { Ok(Part::Path(steps)) }
    }

    /// Steps up to one of `ends`, which is left standing; with `open`, the end of the text is an error.
    fn steps(&mut self, ends: &[char], open: Option<usize>) -> Parsed<Vec<Step>> {
        let mut steps = Vec::new();
        loop {
            match self.peek() {
                None => return if let Some(open) = open { self.unclosed('{', open) } else { Ok(steps) },
                Some(c) if ends.contains(&c) => return Ok(steps),
                Some(' ' | '$' | '@') => self.at += 1,
                Some('[') => {
                    self.at += 1;
                    steps.push(self.bracket()?);
                }
                Some('.') => {
                    self.at += 1;
                    if self.eat(".") {
                        steps.push(Step::Below);
                    }
                    self.field(&mut steps);
                }
                Some(c) => return Err(format!("unexpected `{c}` at character {}", self.place(self.at))),
            }
        }
    }

    /// The name behind a `.`; a backslash takes the next character as it is.
    fn field(&mut self, steps: &mut Vec<Step>) {
        let mut name = String::new();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '.' | ',' | '[' | ']' | '$' | '@' | '{' | '}' | '(' | ')' | '=' | '!' | '<' | '>' => break,
                '\\' => {
                    self.at += 1;
                    name.extend(self.peek());
                }
                c => name.push(c),
            }
            self.at += 1;
        }
        match name.as_str() {
            "" => {}
            "*" => steps.push(Step::All),
            _ => steps.push(Step::Field(name)),
        }
    }

    /// What stands between brackets, from behind the `[`.
    fn bracket(&mut self) -> Parsed<Step> {
        let open = self.at - 1;
        self.skip_blanks();
        if self.eat("?(") {
            let test = self.test(open)?;
            self.skip_blanks();
            return if self.eat(")]") { Ok(Step::Filter(test)) } else { self.unclosed('[', open) };
        }
        let mut steps = Vec::new();
        loop {
            self.skip_blanks();
            steps.push(self.selector(open)?);
            self.skip_blanks();
            match self.next() {
                Some(',') => {}
                Some(']') => break,
                _ => return self.unclosed('[', open),
            }
        }
        Ok(if steps.len() == 1 { steps.swap_remove(0) } else { Step::Union(steps) })
    }

    /// An index, a slice, `*` or a quoted key.
    fn selector(&mut self, open: usize) -> Parsed<Step> {
        if matches!(self.peek(), Some('"' | '\'')) {
            return Ok(Step::Field(self.quoted()?.replace('\\', "")));
        }
        let start = self.at;
        let mut text = String::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, ',' | ']' | '}' | ' ')) {
            text.push(c);
            self.at += 1;
        }
        if text == "*" {
            return Ok(Step::All);
        }
        if text.is_empty() && self.peek() != Some(']') {
            return self.unclosed('[', open);
        }
        let bad = || format!("`{text}` at character {} is no index, `*`, quoted key or filter", self.place(start));
        let numbers: Vec<Option<i64>> = text
            .split(':')
            .map(|n| if n.is_empty() { Ok(None) } else { n.parse().map(Some) })
            .collect::<Result<_, _>>()
            .map_err(|_| bad())?;
        match numbers.as_slice() {
            [Some(n)] => Ok(Step::Slice(Slice { start: Some(*n), end: None, by: 1, single: true })),
            [_, _, Some(0)] => Err(format!("a step of 0 at character {} never ends", self.place(start))),
            [_, _, Some(by)] if *by < 0 => Err(bad()),
            [start, end, by @ ..] if by.len() < 2 => {
                let by = by.first().copied().flatten().unwrap_or(1);
                Ok(Step::Slice(Slice { start: *start, end: *end, by, single: false }))
            }
            _ => Err(bad()),
        }
    }

    /// The condition of a filter, from behind the `?(` up to the `)`.
    fn test(&mut self, open: usize) -> Parsed<Test> {
        let left = self.operand(open)?;
        self.skip_blanks();
        let how = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        match how.iter().find(|(sign, _)| self.eat(sign)) {
            Some((_, how)) => {
                self.skip_blanks();
                Ok(Test::Compare(left, *how, self.operand(open)?))
            }
            None => match left {
                Operand::Path(steps) => Ok(Test::Exists(steps)),
                Operand::Literal(_) => self.unclosed('[', open),
            },
        }
    }

    /// A path, a quoted string, a number, `true` or `false`.
    fn operand(&mut self, open: usize) -> Parsed<Operand> {
        match self.peek() {
            Some('"' | '\'') => Ok(Operand::Literal(Literal::Str(self.quoted()?))),
            Some('@' | '.' | '$' | '[') => Ok(Operand::Path(self.steps(&[')', '=', '!', '<', '>', '}'], None)?)),
            None => self.unclosed('[', open),
            Some(_) => {
                let start = self.at;
                let mut word = String::new();
                while let Some(c) = self.peek().filter(|c| !matches!(c, ')' | ' ' | '=' | '!' | '<' | '>' | '}')) {
                    word.push(c);
                    self.at += 1;
                }
                match word.as_str() {
                    "true" => Ok(Operand::Literal(Literal::Bool(true))),
                    "false" => Ok(Operand::Literal(Literal::Bool(false))),
                    _ => word.parse().map(|n| Operand::Literal(Literal::Number(n))).map_err(|_| {
                        format!("`{word}` at character {} is no path, string or number", self.place(start))
                    }),
                }
            }
        }
    }

    /// A quoted text, from its quote; `\n`, `\t` and escaped quotes are understood.
    fn quoted(&mut self) -> Parsed<String> {
        let open = self.at;
        let quote = self.next().unwrap_or('"');
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                c if c == quote => return Ok(text),
                '\\' => match self.next() {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    Some(c @ ('"' | '\'' | '\\')) => text.push(c),
                    Some(c) => text.extend(['\\', c]),
                    None => break,
                },
                c => text.push(c),
            }
        }
        self.unclosed(quote, open)
    }
}
