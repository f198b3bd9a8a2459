//! What stands in the form's fields, right or wrong. Nothing typed is lost.

use super::{Param, ParamError, Value, Values};

/// The raw text of every field.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    params: &'static [Param],
    raw: Vec<String>,
}

impl Form {
    /// Every field at its default.
    pub fn new(params: &'static [Param]) -> Self {
        Self {
            params,
            raw: params
                .iter()
                .map(|param| param.raw(&param.default()))
                .collect(),
        }
    }

    /// The fields that `values` stand in.
    pub fn of(values: &Values) -> Self {
        let raw = values
            .iter()
            .map(|(param, value)| param.raw(value))
            .collect();
        Self {
            params: values.params(),
            raw,
        }
    }

    /// The parameters it asks for, in order.
    pub fn params(&self) -> &'static [Param] {
        self.params
    }

    /// Writes into the field `name`; false when there is no such field.
    pub fn set(&mut self, name: &str, raw: &str) -> bool {
        let index = self.params.iter().position(|param| param.name == name);
        match index.and_then(|index| self.raw.get_mut(index)) {
            Some(field) => {
                raw.clone_into(field);
                true
            }
            None => false,
        }
    }

    /// What stands in the field `name`.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.fields()
            .find(|(param, _)| param.name == name)
            .map(|(_, raw)| raw)
    }

    /// Each parameter with what stands in its field.
    pub fn fields(&self) -> impl Iterator<Item = (&'static Param, &str)> {
        self.params.iter().zip(self.raw.iter().map(String::as_str))
    }

    /// The value of the field `name`, or what is wrong with it; none when there is no such field.
    pub fn check(&self, name: &str) -> Option<Result<Value, ParamError>> {
        let (param, raw) = self.fields().find(|(param, _)| param.name == name)?;
        Some(param.parse(raw))
    }

    /// All values.
    ///
    /// # Errors
    /// What is wrong, field by field, when anything is.
    pub fn values(&self) -> Result<Values, Vec<ParamError>> {
        let mut values = Vec::with_capacity(self.raw.len());
        let mut errors = Vec::new();
        for (param, raw) in self.fields() {
            match param.parse(raw) {
                Ok(value) => values.push(value),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() {
            Ok(Values::checked(self.params, values))
        } else {
            Err(errors)
        }
    }
}
