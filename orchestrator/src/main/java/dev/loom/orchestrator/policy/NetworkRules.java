package dev.loom.orchestrator.policy;

import java.util.Optional;

/// Programs that carry files over a network.
final class NetworkRules {
  private NetworkRules() {}

  static Optional<ActionRisk> transfer(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    for (var word : call.words()) {
      var text = word.text();
      int at =
          Math.max(text.lastIndexOf('@'), Math.max(text.lastIndexOf('='), text.lastIndexOf('<')));
      if (!text.contains("://")
              && ProtectedPath.isProtected(text.substring(at + 1))
              && !text.equals("/")
          || text.startsWith("file:")) {
        return call.highRisk("It sends or overwrites a protected file");
      }
    }
    if (call.program().equals("curl")
        && (call.hasAny("-T", "--upload-file", "-K", "--config", "-Q", "--quote")
            || call.arguments().stream()
                .anyMatch(
                    word ->
                        word.matches(
                            "@.+|[^ ]*=@.+|-d@.*|-F.*=@.*|-T.+|--data.*=@.*|--upload-file=.*")))) {
      return call.highRisk("It sends a file away");
    }
    if (call.program().equals("curl")
        && call.optionValue("-X", "--request")
            .map(verb -> verb.equalsIgnoreCase("DELETE"))
            .orElse(false)) {
      return call.highRisk("It deletes something on a server");
    }
    if (call.program().equals("wget")
        && (call.hasOption("--post-file")
            || call.hasOption("--body-file")
            || call.hasOption("--use-askpass")
            || call.arguments().stream()
                .anyMatch(word -> word.startsWith("-e") || word.startsWith("--execute")))) {
      return call.highRisk("It sends a file away, or changes how wget works");
    }
    return WritingRules.assessOutputOptions(call);
  }

  static Optional<ActionRisk> copy(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (call.program().equals("rsync")
        && (call.arguments().stream()
                .anyMatch(word -> word.startsWith("--del") || word.startsWith("--rsh"))
            || call.hasAny("-e", "--remove-source-files", "--rsync-path")
            || call.hasFlag('e')
            || call.hasOption("--rsync-path")
            || call.hasOption("--remove-source-files"))) {
      return call.highRisk("It deletes what is not in the copy, or runs another program");
    }
    boolean remote =
        call.operands().stream().anyMatch(word -> word.matches("[^/]*:.*") || word.contains("://"));
    return remote || !call.program().equals("rsync")
        ? call.highRisk("It copies files to or from another machine")
        : WritingRules.write(call, nested);
  }
}
