/// What is too dangerous to do unasked.
///
/// [dev.loom.orchestrator.policy.ActionRisk] is the door: it looks at a tool call before it runs.
/// It stands outside the model: nothing a model says changes it. `ShellCommands` reads a command
/// line, `CommandRiskAnalyzer` holds each program in it against the rules (`RuleTable`),
/// `ProtectedPath` knows the files to ask about, `Sql` the words for databases. It is a question to
/// a person, not a wall; what cannot be understood is asked about. It never runs, opens or looks up
/// anything.
package dev.loom.orchestrator.policy;
