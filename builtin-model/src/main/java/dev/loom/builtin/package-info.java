/// The built-in model: rules instead of a language model; needs no network.
///
/// Entry point: [dev.loom.builtin.RuleBasedProvider]. A goal is split into clauses, and each clause
/// is either understood completely or rejected. Accepted clauses are executed with the offered
/// tools. The response to a rejected clause is `BLOCKED:` with the alternatives. The rules never
/// guess and never ignore part of a clause.
package dev.loom.builtin;
