//! Reads an expression: operator precedence over the words of the lexer.

use super::{
    ast::{Expr, Macro, Node, Operator},
    lexer::{Token, Words, words},
    mistake::Mistake,
    value::Value,
};

/// The longest expression, in bytes.
pub const MOST_BYTES: usize = 8_000;
/// The most parts of an expression that lie in one another.
pub const MOST_DEPTH: usize = 100;
/// The most parts of an expression.
pub const MOST_PARTS: usize = 2_000;

/// Words that name nothing: some have a meaning of their own, the others are kept for one.
const RESERVED: [&str; 21] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// Reads a text.
pub(super) fn parse(text: &str) -> Result<Expr, Mistake> {
    if text.len() > MOST_BYTES {
        let detail = format!("an expression has at most {MOST_BYTES} bytes; this has {}", text.len());
        return Err(Mistake::new(0, "size", detail));
    }
    let mut parser = Parser { words: words(text)?, place: 0, nesting: 0, parts: 0 };
    let read = parser.choice()?;
    match parser.peek() {
        Token::End => Ok(read),
        _ => Err(parser.unexpected("the expression is over here, or an operator is missing")),
    }
}

struct Parser {
    words: Words,
    place: usize,
    nesting: usize,
    parts: usize,
}

type Read = Result<Expr, Mistake>;

impl Parser {
    fn peek(&self) -> &Token {
        &self.words[self.place.min(self.words.len() - 1)].0
    }

    fn at(&self) -> usize {
        self.words[self.place.min(self.words.len() - 1)].1
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.place += 1;
        token
    }

    fn takes(&mut self, mark: &str) -> bool {
        let is_here = matches!(self.peek(), Token::Mark(found) if *found == mark);
        self.place += usize::from(is_here);
        is_here
    }

    fn expect(&mut self, mark: &'static str) -> Result<(), Mistake> {
        if self.takes(mark) { Ok(()) } else { Err(self.unexpected(&format!("{mark} is missing here"))) }
    }

    fn unexpected(&self, why: &str) -> Mistake {
        let found = match self.peek() {
            Token::End => "the end".to_owned(),
            Token::Mark(mark) => format!("{mark:?}"),
            Token::Word(word) | Token::Quoted(word) => format!("{word:?}"),
            Token::Int(_) | Token::Uint(_) | Token::Double(_) => "a number".to_owned(),
            Token::Text(_) | Token::Bytes(_) => "a text".to_owned(),
        };
        Mistake::new(self.at(), "syntax", format!("{why}; found {found}"))
    }

    fn make(&mut self, at: usize, node: Node) -> Read {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(Mistake::new(at, "size", format!("an expression has at most {MOST_PARTS} parts")));
        }
        let made = Expr::new(at, node);
        if made.depth > MOST_DEPTH {
            return Err(too_deep(at));
        }
        Ok(made)
    }

    /// `condition ? yes : no`, which binds least.
    fn choice(&mut self) -> Read {
        self.nesting += 1;
        if self.nesting > MOST_DEPTH {
            return Err(too_deep(self.at()));
        }
        let at = self.at();
        let condition = self.either()?;
        let read = if self.takes("?") {
            let yes = self.either()?;
            self.expect(":")?;
            let no = self.choice()?;
            self.make(at, Node::Choose(condition.into(), yes.into(), no.into()))?
        } else {
            condition
        };
        self.nesting -= 1;
        Ok(read)
    }

    fn either(&mut self) -> Read {
        let mut left = self.both()?;
        loop {
            let at = self.at();
            if !self.takes("||") {
                return Ok(left);
            }
            let right = self.both()?;
            left = self.make(at, Node::Or(left.into(), right.into()))?;
        }
    }

    fn both(&mut self) -> Read {
        let mut left = self.binary(0)?;
        loop {
            let at = self.at();
            if !self.takes("&&") {
                return Ok(left);
            }
            let right = self.binary(0)?;
            left = self.make(at, Node::And(left.into(), right.into()))?;
        }
    }

    /// The operators between values; `least` is how strongly they have to bind.
    fn binary(&mut self, least: u8) -> Read {
        let mut left = self.unary()?;
        loop {
            let Some((operator, strength)) = self.operator().filter(|(_, strength)| *strength >= least) else {
                return Ok(left);
            };
            let at = self.at();
            self.place += 1;
            let right = self.binary(strength + 1)?;
            left = self.make(at, Node::Binary(operator, left.into(), right.into()))?;
        }
    }

    fn operator(&self) -> Option<(Operator, u8)> {
        let sign = match self.peek() {
            Token::Mark(mark) => *mark,
            Token::Word(word) if word == "in" => "in",
            _ => return None,
        };
        Some(match sign {
            "==" => (Operator::Equal, 0),
            "!=" => (Operator::Unequal, 0),
            "<" => (Operator::Less, 0),
            "<=" => (Operator::LessOrEqual, 0),
            ">" => (Operator::Greater, 0),
            ">=" => (Operator::GreaterOrEqual, 0),
            "in" => (Operator::In, 0),
            "+" => (Operator::Add, 1),
            "-" => (Operator::Subtract, 1),
            "*" => (Operator::Multiply, 2),
            "/" => (Operator::Divide, 2),
            "%" => (Operator::Remainder, 2),
            _ => return None,
        })
    }

    fn unary(&mut self) -> Read {
        let at = self.at();
        let mark = match self.peek() {
            Token::Mark(mark @ ("!" | "-")) => *mark,
            _ => return self.member(),
        };
        let mut count = 0_usize;
        while self.takes(mark) {
            count += 1;
        }
        // A minus before a number is part of it: the smallest number has no positive one.
        let is_negative = mark == "-" && matches!(self.peek(), Token::Int(_) | Token::Double(_));
        let mut read = if is_negative {
            count -= 1;
            let number = match self.next() {
                Token::Int(value) => match 0_i64.checked_sub_unsigned(value) {
                    Some(value) => Value::Int(value),
                    None => return Err(Mistake::new(at, "range", format!("-{value} is out of range"))),
                },
                Token::Double(value) => Value::Double(-value),
                _ => return Err(self.unexpected("a number is missing here")),
            };
            let number = self.make(at, Node::Literal(number))?;
            self.parts_of(number)?
        } else if matches!(self.peek(), Token::Mark("!" | "-")) {
            self.nesting += 1;
            if self.nesting > MOST_DEPTH {
                return Err(too_deep(at));
            }
            let read = self.unary()?;
            self.nesting -= 1;
            read
        } else {
            self.member()?
        };
        for _ in 0..count {
            let inner = Box::new(read);
            read = self.make(at, if mark == "!" { Node::Not(inner) } else { Node::Negate(inner) })?;
        }
        Ok(read)
    }

    fn member(&mut self) -> Read {
        let first = self.primary()?;
        self.parts_of(first)
    }

    /// What follows a value: `.field`, `.function(…)`, `[…]`, `{…}`.
    fn parts_of(&mut self, mut read: Expr) -> Read {
        loop {
            let at = self.at();
            if self.takes(".") {
                let field = match self.next() {
                    Token::Word(word) if !["in", "true", "false", "null"].contains(&word.as_str()) => word,
                    Token::Quoted(word) => word,
                    _ => {
                        self.place -= 1;
                        return Err(self.unexpected("the name of a field is missing here"));
                    }
                };
                read = if self.takes("(") {
                    let arguments = self.arguments(")")?;
                    self.method(at, read, field, arguments)?
                } else {
                    self.make(at, Node::Select { of: read.into(), field, is_test: false })?
                };
            } else if self.takes("[") {
                let index = self.choice()?;
                self.expect("]")?;
                read = self.make(at, Node::Index(read.into(), index.into()))?;
            } else if matches!(self.peek(), Token::Mark("{"))
                && let Some((name, is_absolute)) = dotted(&read)
            {
                self.place += 1;
                let fields = self.fields()?;
                read = self.make(at, Node::Make { name, is_absolute, fields })?;
            } else {
                return Ok(read);
            }
        }
    }

    fn method(&mut self, at: usize, target: Expr, function: String, mut arguments: Vec<Expr>) -> Read {
        let Some(what) = Macro::named(&function)
            .filter(|what| arguments.len() == 2 || (*what == Macro::Map && arguments.len() == 3))
        else {
            return self.make(at, Node::Call { function, target: Some(target.into()), arguments });
        };
        let variable = match &arguments[0].node {
            Node::Name { name, is_absolute: false } => name.clone(),
            _ => {
                let detail = format!("{function} names each one of many: write {function}(x, …)");
                return Err(Mistake::new(arguments[0].at, "syntax", detail));
            }
        };
        let filter = (arguments.len() == 3).then(|| Box::new(arguments.remove(1)));
        let body = Box::new(arguments.remove(1));
        self.make(at, Node::Each { what, range: target.into(), variable, filter, body })
    }

    fn primary(&mut self) -> Read {
        let at = self.at();
        let node = match self.next() {
            Token::Int(value) => match i64::try_from(value) {
                Ok(value) => Node::Literal(Value::Int(value)),
                Err(_) => return Err(Mistake::new(at, "range", format!("{value} is out of range"))),
            },
            Token::Uint(value) => Node::Literal(Value::Uint(value)),
            Token::Double(value) => Node::Literal(Value::Double(value)),
            Token::Text(text) => Node::Literal(Value::text(text)),
            Token::Bytes(bytes) => Node::Literal(Value::Bytes(bytes.into())),
            Token::Word(word) => match word.as_str() {
                "true" => Node::Literal(Value::Bool(true)),
                "false" => Node::Literal(Value::Bool(false)),
                "null" => Node::Literal(Value::Null),
                _ => return self.name(at, word, false),
            },
            Token::Mark(".") => match self.next() {
                Token::Word(word) => return self.name(at, word, true),
                _ => {
                    self.place -= 1;
                    return Err(self.unexpected("a name is missing here"));
                }
            },
            Token::Mark("(") => {
                let inner = self.choice()?;
                self.expect(")")?;
                return Ok(inner);
            }
            Token::Mark("[") => Node::List(self.arguments("]")?),
            Token::Mark("{") => Node::Map(self.entries()?),
            _ => {
                self.place -= 1;
                return Err(self.unexpected("a value is missing here"));
            }
        };
        self.make(at, node)
    }

    fn name(&mut self, at: usize, name: String, is_absolute: bool) -> Read {
        if RESERVED.contains(&name.as_str()) {
            return Err(Mistake::new(at, "syntax", format!("{name:?} is a word of the language and names nothing")));
        }
        if !self.takes("(") {
            return self.make(at, Node::Name { name, is_absolute });
        }
        let mut arguments = self.arguments(")")?;
        if name == "has" && arguments.len() == 1 {
            let asked = arguments.remove(0);
            return match asked.node {
                Node::Select { of, field, is_test: false } => self.make(at, Node::Select { of, field, is_test: true }),
                _ => Err(Mistake::new(at, "syntax", "has() asks for a field: write has(release.risk)")),
            };
        }
        self.make(at, Node::Call { function: name, target: None, arguments })
    }

    fn arguments(&mut self, end: &'static str) -> Result<Vec<Expr>, Mistake> {
        let mut arguments = Vec::new();
        while !self.takes(end) {
            arguments.push(self.choice()?);
            if !self.takes(",") {
                self.expect(end)?;
                break;
            }
        }
        Ok(arguments)
    }

    fn entries(&mut self) -> Result<Vec<(Expr, Expr)>, Mistake> {
        let mut entries = Vec::new();
        while !self.takes("}") {
            let key = self.choice()?;
            self.expect(":")?;
            entries.push((key, self.choice()?));
            if !self.takes(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(entries)
    }

    fn fields(&mut self) -> Result<Vec<(String, Expr)>, Mistake> {
        let mut fields = Vec::new();
        while !self.takes("}") {
            let name = match self.next() {
                Token::Word(word) | Token::Quoted(word) => word,
                _ => {
                    self.place -= 1;
                    return Err(self.unexpected("the name of a field is missing here"));
                }
            };
            self.expect(":")?;
            fields.push((name, self.choice()?));
            if !self.takes(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(fields)
    }
}

fn too_deep(at: usize) -> Mistake {
    Mistake::new(at, "size", format!("at most {MOST_DEPTH} parts lie in one another; split this into several"))
}

/// The name a chain of selections writes: `a.b.c`.
fn dotted(expr: &Expr) -> Option<(String, bool)> {
    match &expr.node {
        Node::Name { name, is_absolute } => Some((name.clone(), *is_absolute)),
        Node::Select { of, field, is_test: false } => {
            let (name, is_absolute) = dotted(of)?;
            Some((format!("{name}.{field}"), is_absolute))
        }
        _ => None,
    }
}
