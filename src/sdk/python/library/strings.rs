//! Methods of strings.

use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Kind, Val};
use crate::sdk::python::library::fill;
use crate::sdk::python::library::format;
use crate::source::Span;
use std::rc::Rc;

/// Wider than this no text is padded.
const WIDEST: i128 = 10_000;

/// A method of a string; none if it is not known or Python refuses the call.
pub(in crate::sdk::python) fn method<'a>(
    m: &Machine<'a>,
    s: &str,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let none = given.positional.is_empty() && given.named.is_empty();
    let text = |t: String| Some(Val::str(t, span));
    if matches!(name, "format" | "format_map" | "join") {
        return joined(m, s, name, given, span);
    }
    if none && let Some(truth) = question(s, name) {
        return Some(Val::new(Kind::Bool(truth), span));
    }
    match name {
        "upper" if none => text(s.to_uppercase()),
        "lower" if none => text(s.to_lowercase()),
        "casefold" if none && s.is_ascii() => text(s.to_lowercase()),
        "swapcase" if none && s.is_ascii() => text(s.chars().map(swapped).collect()),
        "capitalize" if none && s.is_ascii() => {
            let mut chars = s.chars();
            text(
                chars
                    .next()
                    .map(|c| c.to_ascii_uppercase())
                    .into_iter()
                    .chain(chars.map(|c| c.to_ascii_lowercase()))
                    .collect(),
            )
        }
        "title" if none && s.is_ascii() => text(title(s)),
        "strip" | "lstrip" | "rstrip" => strip(s, name, given).map(|t| Val::str(t, span)),
        "encode" | "decode" => None,
        _ => parts(s, name, given, span).or_else(|| padded(s, name, given, span)),
    }
}

fn swapped(c: char) -> char {
    if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
}

fn title(s: &str) -> String {
    let mut inside = false;
    let one = |c: char| {
        let out = if inside { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
        inside = c.is_ascii_alphabetic();
        out
    };
    s.chars().map(one).collect()
}

/// Questions about ASCII texts; of others Unicode would have to be asked.
fn question(s: &str, name: &str) -> Option<bool> {
    let all = |is: fn(&char) -> bool| !s.is_empty() && s.chars().all(|c| is(&c));
    let cased =
        |is: fn(&char) -> bool, not: fn(&char) -> bool| s.chars().any(|c| is(&c)) && !s.chars().any(|c| not(&c));
    if name == "isascii" {
        return Some(s.is_ascii());
    }
    if !s.is_ascii() {
        return None;
    }
    Some(match name {
        "isdigit" | "isdecimal" | "isnumeric" => all(char::is_ascii_digit),
        "isalpha" => all(char::is_ascii_alphabetic),
        "isalnum" => all(char::is_ascii_alphanumeric),
        "isspace" => all(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1f')),
        "isupper" => cased(char::is_ascii_uppercase, char::is_ascii_lowercase),
        "islower" => cased(char::is_ascii_lowercase, char::is_ascii_uppercase),
        "isidentifier" => {
            all(|c| c.is_ascii_alphanumeric() || *c == '_') && !s.starts_with(|c: char| c.is_ascii_digit())
        }
        _ => return None,
    })
}

fn joined<'a>(m: &Machine<'a>, s: &str, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    match name {
        "join" => {
            // the order of a set is not known where it is joined, what else is not known where it stands
            let items = match m.items_at(given.positional.first()?, span) {
                Ok(items) => items,
                Err(lost) => return Some(lost),
            };
            if let Some(lost) = items.iter().find(|i| i.is_unknown()) {
                return Some(lost.clone());
            }
            let words: Vec<&str> = items.iter().map(Val::as_str).collect::<Option<_>>()?;
            Some(Val::str(words.join(s), span))
        }
        "format" => fill::braces(s, &given.positional, &|n| given.get(n).cloned()).map(|t| Val::str(t, span)),
        _ => {
            let Kind::Dict(entries) = &given.positional.first()?.kind else { return None };
            let entries = entries.borrow();
            let of = |n: &str| entries.get(&format!("s{n}")).map(|(_, v)| v.clone());
            fill::braces(s, &[], &of).map(|t| Val::str(t, span))
        }
    }
}

fn strip(s: &str, name: &str, given: &Given<'_>) -> Option<String> {
    let set: Option<Vec<char>> = match given.positional.first() {
        Some(v) if v.is_none() => None,
        Some(v) => Some(v.as_str()?.chars().collect()),
        None => None,
    };
    let cut = |c: char| set.as_ref().map_or(c.is_whitespace() || ('\x1c'..='\x1f').contains(&c), |s| s.contains(&c));
    Some(
        match name {
            "strip" => s.trim_matches(cut),
            "lstrip" => s.trim_start_matches(cut),
            _ => s.trim_end_matches(cut),
        }
        .to_owned(),
    )
}

fn words<'a, 's>(parts: impl Iterator<Item = &'s str>, span: Span) -> Val<'a> {
    Val::list(parts.map(|p| Val::str(p, span)).collect(), span)
}

/// Parts of a text, and places in it.
fn parts<'a>(s: &str, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let word = |i: usize| given.positional.get(i).and_then(Val::as_str);
    let one = given.positional.len() == 1 && given.named.is_empty();
    let bool = |b: bool| Some(Val::new(Kind::Bool(b), span));
    let place = |at: Option<usize>| {
        let at = at.map(|at| s.get(..at).unwrap_or("").chars().count() as i128);
        Val::new(Kind::Int(at.unwrap_or(-1)), span)
    };
    let any = |test: &dyn Fn(&str) -> bool| match &given.positional.first()?.kind {
        Kind::Tuple(all) => all.iter().try_fold(false, |so_far, v| Some(so_far | test(v.as_str()?))),
        _ => Some(test(word(0)?)),
    };
    let triple = |a: &str, b: &str, c: &str| {
        let all = [a, b, c].into_iter().map(|p| Val::str(p, span)).collect();
        Some(Val::new(Kind::Tuple(Rc::new(all)), span))
    };
    match name {
        "replace" if matches!(given.positional.len(), 2 | 3) => {
            let times = given.at(2, "count").map_or(Some(-1), Val::as_int)?;
            let done = match usize::try_from(times) {
                Ok(n) => s.replacen(word(0)?, word(1)?, n),
                Err(_) => s.replace(word(0)?, word(1)?),
            };
            Some(Val::str(done, span))
        }
        "removeprefix" => Some(Val::str(s.strip_prefix(word(0)?).unwrap_or(s), span)),
        "removesuffix" => Some(Val::str(s.strip_suffix(word(0)?).unwrap_or(s), span)),
        "startswith" if one => bool(any(&|w| s.starts_with(w))?),
        "endswith" if one => bool(any(&|w| s.ends_with(w))?),
        "find" if one => Some(place(s.find(word(0)?))),
        "rfind" if one => Some(place(s.rfind(word(0)?))),
        "index" if one => Some(place(Some(s.find(word(0)?)?))),
        "count" if one && !word(0)?.is_empty() => Some(Val::new(Kind::Int(s.matches(word(0)?).count() as i128), span)),
        "partition" => match s.split_once(word(0).filter(|w| !w.is_empty())?) {
            Some((a, b)) => triple(a, word(0)?, b),
            None => triple(s, "", ""),
        },
        "rpartition" => match s.rsplit_once(word(0).filter(|w| !w.is_empty())?) {
            Some((a, b)) => triple(a, word(0)?, b),
            None => triple("", "", s),
        },
        "split" | "rsplit" => split(s, name, given, span),
        "splitlines" if given.positional.is_empty() && given.named.is_empty() => {
            let plain = !s.contains(['\r', '\x0b', '\x0c', '\x1c', '\x1d', '\x1e', '\u{85}', '\u{2028}', '\u{2029}']);
            plain.then(|| words(s.lines(), span))
        }
        _ => None,
    }
}

fn split<'a>(s: &str, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let by = given.at(0, "sep").filter(|v| !v.is_none());
    let most = given.at(1, "maxsplit").map_or(Some(-1), Val::as_int)?;
    match (by, usize::try_from(most).ok()) {
        (None, None) => Some(words(s.split_whitespace(), span)),
        (None, Some(_)) => None,
        (Some(by), most) => {
            let by = by.as_str().filter(|w| !w.is_empty())?;
            Some(match (name, most) {
                ("split", Some(n)) => words(s.splitn(n + 1, by), span),
                (_, Some(n)) => {
                    let mut all: Vec<&str> = s.rsplitn(n + 1, by).collect();
                    all.reverse();
                    words(all.into_iter(), span)
                }
                (_, None) => words(s.split(by), span),
            })
        }
    }
}

fn padded<'a>(s: &str, name: &str, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let align = match name {
        "zfill" | "expandtabs" => '0',
        "ljust" => '<',
        "rjust" => '>',
        "center" => '^',
        _ => return None,
    };
    let width = given.positional.first()?.as_int().filter(|w| *w < WIDEST)?;
    let width = usize::try_from(width.max(0)).ok()?;
    if name == "expandtabs" {
        return None;
    }
    if name == "zfill" {
        let (sign, digits) = s.split_at(usize::from(s.starts_with(['+', '-'])));
        let missing = width.saturating_sub(s.chars().count());
        return Some(Val::str(format!("{sign}{}{digits}", "0".repeat(missing)), span));
    }
    let fill = match given.positional.get(1) {
        Some(v) => v.as_str()?.chars().next()?,
        None => ' ',
    };
    if align == '^' {
        // an odd rest stands on the left only where the width is odd
        let missing = width.saturating_sub(s.chars().count());
        let left = missing / 2 + (missing & width & 1);
        let fills = |n: usize| std::iter::repeat_n(fill, n).collect::<String>();
        return Some(Val::str(format!("{}{s}{}", fills(left), fills(missing - left)), span));
    }
    Some(Val::str(format::pad(s, fill, align, width), span))
}
