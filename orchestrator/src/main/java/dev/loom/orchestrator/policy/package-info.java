/// What is too dangerous to do unasked.
///
/// [dev.loom.orchestrator.policy.Danger] looks at a tool call before it runs. It stands outside the
/// model: nothing a model says changes it. It is a question to a person, not a wall; what cannot be
/// understood is asked about.
package dev.loom.orchestrator.policy;
