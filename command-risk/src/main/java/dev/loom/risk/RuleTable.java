package dev.loom.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Holds the rules of all programs. They are read once, at the first assessment.
///
/// @param stanzas the rules of each program, in the order in which they apply
/// @param prefixes the rules of all programs whose name starts with the key, which apply first
/// @param lists the named lists of words
/// @param wrappers the programs that run the program that follows
/// @param runners the programs of which any argument may be a program
record RuleTable(
    Map<String, List<Stanza>> stanzas,
    Map<String, List<Stanza>> prefixes,
    Map<String, Set<String>> lists,
    Map<String, Wrapper> wrappers,
    Map<String, Runner> runners) {
  private static final List<String> FILES =
      List.of(
          "categories", "paths", "programs", "git", "subcommands", "wrappers", "arguments", "sql");

  private static final RuleTable TABLE = read();

  /// Rules that are evaluated together.
  ///
  /// @param each whether they are evaluated for each argument in turn, not once
  record Block(boolean each, List<Rule> rules) {}

  /// Rules for the same programs that follow each other; `allow` skips the rest of them.
  ///
  /// @param blocks evaluated in order
  record Stanza(List<Block> blocks) {
    Optional<RiskAssessment> assess(ProgramCall call) {
      for (var block : blocks) {
        int end = block.each() ? call.words().size() : 1;
        for (int i = 0; i < end; i++) {
          int at = block.each() ? i : Condition.ANYWHERE;
          var next = Rule.Next.RULE;
          for (int r = 0; r < block.rules().size() && next == Rule.Next.RULE; r++) {
            var rule = block.rules().get(r);
            if (rule.condition().holds(call, at)) {
              var risk = rule.effect().assess(call, at);
              if (risk.filter(call.nested().analysis()::asks).isPresent()) {
                return risk;
              }
              next = risk.isPresent() ? Rule.Next.RULE : rule.next();
            }
          }
          if (next == Rule.Next.STANZA) {
            return Optional.empty();
          }
          i += next == Rule.Next.SKIP_WORD ? 1 : 0;
        }
      }
      return Optional.empty();
    }
  }

  private static RuleTable read() {
    var reader = new RuleReader();
    FILES.forEach(reader::readResource);
    return reader.table();
  }

  /// Assesses a program, its subcommands and its output options.
  static Optional<RiskAssessment> assess(ProgramCall call) {
    var risk = assessRules(call);
    return risk.isPresent() || words("text-tools").contains(call.program())
        ? risk
        : PathRisk.assessOutputOptions(call);
  }

  /// Applies the rules for the name of the program only.
  static Optional<RiskAssessment> assessRules(ProgramCall call) {
    return RiskAssessment.first(
        TABLE.stanzasOf(call.program()).stream().map(stanza -> stanza.assess(call)));
  }

  private List<Stanza> stanzasOf(String program) {
    var found = new ArrayList<Stanza>();
    for (var prefix : prefixes.entrySet()) {
      if (program.startsWith(prefix.getKey())) {
        found.addAll(prefix.getValue());
      }
    }
    found.addAll(stanzas.getOrDefault(program, List.of()));
    return found;
  }

  /// Adds rules for a program, or for all that start with a prefix and `*`.
  void add(String program, Stanza stanza) {
    boolean prefix = program.endsWith("*");
    var name = prefix ? program.substring(0, program.length() - 1) : program;
    (prefix ? prefixes : stanzas).computeIfAbsent(name, key -> new ArrayList<>()).add(stanza);
  }

  /// @return the words of a list
  static Set<String> words(String list) {
    return TABLE.lists().get(list);
  }

  static Optional<Wrapper> wrapper(String program) {
    return Optional.ofNullable(TABLE.wrappers().get(program));
  }

  /// @return the name that rules know, without a version such as that of `perl5.36`, or the name
  static String withoutVersion(String program) {
    var plain = program.replaceFirst("(?<=[a-z]{2})-?[0-9][0-9.]*$", "");
    return TABLE.isKnown(program) || !TABLE.isKnown(plain) ? program : plain;
  }

  private boolean isKnown(String program) {
    return wrappers.containsKey(program)
        || runners.containsKey(program)
        || !stanzasOf(program).isEmpty();
  }

  static Optional<Runner> runner(String program) {
    return Optional.ofNullable(TABLE.runners().get(program));
  }
}
