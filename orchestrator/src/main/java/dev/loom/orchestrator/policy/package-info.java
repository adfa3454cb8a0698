/// Assesses the risk of tool calls and decides which need the user's approval.
///
/// [dev.loom.orchestrator.policy.ActionRisk] is the entry point: it inspects the arguments of a
/// call before the tool runs, independently of anything the model says. `ShellCommands` parses a
/// command line, `CommandRiskAnalyzer` applies the rules of `RuleTable` to each program in it,
/// `ProtectedPath` recognizes the files that need approval, `Sql` the destructive statements. Input
/// that cannot be parsed needs approval too. The package only reads text: it runs no command and
/// opens no file. It is a safeguard against mistakes, not a sandbox.
package dev.loom.orchestrator.policy;
