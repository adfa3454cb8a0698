package dev.loom.orchestrator.policy;

import java.util.Optional;

/// Programs that carry files over a network.
final class NetworkRules {
  private NetworkRules() {}

  static Optional<Danger> transfer(ProgramCall call, Rule.Nested nested) {
    for (var word : call.words()) {
      var text = word.text();
      int at =
          Math.max(text.lastIndexOf('@'), Math.max(text.lastIndexOf('='), text.lastIndexOf('<')));
      if (!text.contains("://") && ProtectedPath.is(text.substring(at + 1)) && !text.equals("/")
          || text.startsWith("file:")) {
        return call.destroys("It sends or overwrites a protected file");
      }
    }
    if (call.program().equals("curl")
        && (call.has("-T", "--upload-file", "-K", "--config", "-Q", "--quote")
            || call.arguments().stream()
                .anyMatch(
                    word ->
                        word.matches(
                            "@.+|[^ ]*=@.+|-d@.*|-F.*=@.*|-T.+|--data.*=@.*|--upload-file=.*")))) {
      return call.destroys("It sends a file away");
    }
    if (call.program().equals("curl")
        && call.valueOf("-X", "--request")
            .map(verb -> verb.equalsIgnoreCase("DELETE"))
            .orElse(false)) {
      return call.destroys("It deletes something on a server");
    }
    if (call.program().equals("wget")
        && (call.option("--post-file")
            || call.option("--body-file")
            || call.option("--use-askpass")
            || call.arguments().stream()
                .anyMatch(word -> word.startsWith("-e") || word.startsWith("--execute")))) {
      return call.destroys("It sends a file away, or changes how wget works");
    }
    return WritingRules.outputs(call);
  }

  static Optional<Danger> copy(ProgramCall call, Rule.Nested nested) {
    if (call.program().equals("rsync")
        && (call.arguments().stream()
                .anyMatch(word -> word.startsWith("--del") || word.startsWith("--rsh"))
            || call.has("-e", "--remove-source-files", "--rsync-path")
            || call.flag('e')
            || call.option("--rsync-path")
            || call.option("--remove-source-files"))) {
      return call.destroys("It deletes what is not in the copy, or runs another program");
    }
    boolean remote =
        call.operands().stream().anyMatch(word -> word.matches("[^/]*:.*") || word.contains("://"));
    return remote || !call.program().equals("rsync")
        ? call.destroys("It copies files to or from another machine")
        : WritingRules.write(call, nested);
  }
}
