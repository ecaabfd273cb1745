//! `match`: which case of a known value is taken.

use ruff_python_ast::{Pattern, Singleton, StmtMatch};

use crate::sdk::python::language::machine::{Frame, Machine};
use crate::sdk::python::language::operators::equal;
use crate::sdk::python::language::value::{Dict, Kind, Val};

impl<'a> Machine<'a> {
    /// `match`
    pub fn match_statement(&mut self, s: &'a StmtMatch, frame: &mut Frame<'a>) {
        let subject = self.expr(&s.subject, frame);
        let span = self.span(frame, &*s.subject);
        let mut doubt = None;
        for case in &s.cases {
            let mut fits = self.fits(&case.pattern, &subject, frame);
            if let (Some(true), Some(guard)) = (fits, &case.guard) {
                fits = self.expr(guard, frame).truth();
            }
            if self.raised.is_some() {
                return;
            }
            match (fits, doubt) {
                (Some(false), _) => {}
                (Some(true), None) => return self.block(&case.body, frame),
                (Some(true), Some(at)) => return self.maybe(&case.body, at, frame),
                (None, _) => {
                    let at = *doubt.get_or_insert(if subject.is_unknown() { subject.span } else { span });
                    self.maybe(&case.body, at, frame);
                }
            }
        }
    }

    /// Whether a value fits a pattern, if that is known; binds its names.
    fn fits(&mut self, pattern: &'a Pattern, value: &Val<'a>, frame: &mut Frame<'a>) -> Option<bool> {
        match pattern {
            Pattern::MatchAs(p) => {
                let fits = p.pattern.as_ref().map_or(Some(true), |inner| self.fits(inner, value, frame));
                if let (Some(name), Some(true)) = (&p.name, fits) {
                    self.bind(frame, name.as_str(), value.clone());
                }
                fits
            }
            Pattern::MatchOr(p) => {
                for one in &p.patterns {
                    match self.fits(one, value, frame) {
                        Some(false) => {}
                        other => return other,
                    }
                }
                Some(false)
            }
            _ if value.is_unknown() => None,
            Pattern::MatchValue(p) => {
                let wanted = self.expr(&p.value, frame);
                equal(value, &wanted)
            }
            Pattern::MatchSingleton(p) => Some(match (p.value, &value.kind) {
                (Singleton::None, Kind::None) => true,
                (Singleton::True, Kind::Bool(b)) => *b,
                (Singleton::False, Kind::Bool(b)) => !*b,
                _ => false,
            }),
            Pattern::MatchSequence(p) => {
                let items = match &value.kind {
                    Kind::List(items) => items.borrow().clone(),
                    Kind::Tuple(items) => items.to_vec(),
                    Kind::Name(_) | Kind::Object(_) | Kind::Series(_) => return None,
                    _ => return Some(false),
                };
                self.sequence(&p.patterns, &items, value, frame)
            }
            Pattern::MatchMapping(p) => match &value.kind {
                Kind::Dict(entries) => {
                    let entries = entries.borrow().clone();
                    self.mapping(p, entries, value, frame)
                }
                Kind::Name(_) | Kind::Object(_) => None,
                _ => Some(false),
            },
            Pattern::MatchStar(_) | Pattern::MatchClass(_) => None,
        }
    }

    fn sequence(
        &mut self,
        patterns: &'a [Pattern],
        items: &[Val<'a>],
        value: &Val<'a>,
        frame: &mut Frame<'a>,
    ) -> Option<bool> {
        let star = patterns.iter().position(|p| matches!(p, Pattern::MatchStar(_)));
        let wanted = patterns.len() - usize::from(star.is_some());
        if items.len() < wanted || (star.is_none() && items.len() != wanted) {
            return Some(false);
        }
        let spread = items.len() - wanted;
        let mut at = 0;
        for pattern in patterns {
            if let Pattern::MatchStar(star) = pattern {
                let middle = items.get(at..at + spread).unwrap_or_default().to_vec();
                if let Some(name) = &star.name {
                    self.bind(frame, name.as_str(), Val::list(middle, value.span));
                }
                at += spread;
                continue;
            }
            match self.fits(pattern, items.get(at)?, frame) {
                Some(true) => at += 1,
                other => return other,
            }
        }
        Some(true)
    }

    fn mapping(
        &mut self,
        p: &'a ruff_python_ast::PatternMatchMapping,
        mut entries: Dict<'a>,
        value: &Val<'a>,
        frame: &mut Frame<'a>,
    ) -> Option<bool> {
        if entries.contains_key("?") {
            return None;
        }
        for (key, pattern) in p.keys.iter().zip(&p.patterns) {
            let key = self.expr(key, frame).key()?;
            let Some((_, found)) = entries.shift_remove(&key) else { return Some(false) };
            match self.fits(pattern, &found, frame) {
                Some(true) => {}
                other => return other,
            }
        }
        if let Some(rest) = &p.rest {
            self.bind(frame, rest.as_str(), Val::dict(entries, value.span));
        }
        Some(true)
    }
}
