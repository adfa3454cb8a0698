/// The built-in model: rules instead of a language model; needs no network.
///
/// Entry point: [dev.loom.models.builtin.RuleBasedProvider]. A goal is split into clauses, and each
/// clause is either understood completely or rejected. Accepted clauses are executed with the
/// offered tools, as by any model. Rejected ones are answered with `BLOCKED:` and the alternatives.
/// The rules never guess and never ignore part of a clause.
package dev.loom.models.builtin;
