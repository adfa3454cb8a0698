/// Assesses what a command line, a path or the arguments of a tool call may harm.
///
/// The entry points are [dev.loom.risk.CommandRisk], [dev.loom.risk.PathRisk] and
/// [dev.loom.risk.ArgumentRisk]; each returns a [dev.loom.risk.RiskAssessment] when a user must
/// approve. `ShellCommands` parses a command line, `CommandRisk` applies the rules of `RuleTable`
/// to each program in it, `ProtectedPath` recognizes the files that need approval, `Sql` the
/// destructive statements. Input that cannot be parsed needs approval too. The package only reads
/// text: it runs no command and opens no file. All methods may be called from any thread. It is a
/// safeguard against mistakes, not a sandbox.
package dev.loom.risk;
