/// The built-in model: rules instead of a language model, without a network, and honest about it.
///
/// [dev.loom.models.builtin.RuleBasedProvider] is the door. A goal is split into clauses, each
/// clause is understood completely or not at all, and what is understood is done with the tools on
/// offer, like any model does it. What is not understood is answered with `BLOCKED:` and the way
/// out; nothing is guessed, and no part of a clause is quietly left out.
package dev.loom.models.builtin;
