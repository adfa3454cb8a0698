package dev.loom.risk;

import java.util.Optional;

/// Assesses programs that transfer files over a network.
final class FileTransferRules {
  private FileTransferRules() {}

  static Optional<RiskAssessment> transfer(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    for (var word : call.words()) {
      var text = word.text();
      int at =
          Math.max(text.lastIndexOf('@'), Math.max(text.lastIndexOf('='), text.lastIndexOf('<')));
      if (!text.contains("://")
              && ProtectedPath.isProtected(text.substring(at + 1))
              && !text.equals("/")
          || text.startsWith("file:")) {
        return call.highRisk("Sends or overwrites a protected file");
      }
    }
    if (call.program().equals("curl") && call.hasAny("-K", "--config", "-Q", "--quote")) {
      return call.highRisk("Takes its options from a file or sends commands to a server");
    }
    if (call.program().equals("curl")
        && (call.hasAny("-T", "--upload-file")
            || call.arguments().stream()
                .anyMatch(
                    word ->
                        word.matches(
                            "@.+|[^ ]*=@.+|-d@.*|-F.*=@.*|-T.+|--data.*=@.*|--upload-file=.*")))) {
      return call.highRisk("Uploads a file");
    }
    if (call.program().equals("curl")
        && call.optionValue("-X", "--request")
            .map(verb -> verb.equalsIgnoreCase("DELETE"))
            .orElse(false)) {
      return call.highRisk("Deletes a resource on a server");
    }
    if (call.program().equals("wget")
        && (call.hasOption("--post-file") || call.hasOption("--body-file"))) {
      return call.highRisk("Uploads a file");
    }
    if (call.program().equals("wget")
        && (call.hasOption("--use-askpass")
            || call.arguments().stream()
                .anyMatch(word -> word.startsWith("-e") || word.startsWith("--execute")))) {
      return call.highRisk("Changes wget settings or runs another program");
    }
    return WritingRules.assessOutputOptions(call);
  }

  static Optional<RiskAssessment> copy(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (call.program().equals("rsync")) {
      if (call.arguments().stream().anyMatch(word -> word.startsWith("--del"))
          || call.hasOption("--remove-source-files")) {
        return call.highRisk("Deletes files while it copies");
      }
      if (call.arguments().stream().anyMatch(word -> word.startsWith("--rsh"))
          || call.hasFlag('e')
          || call.hasOption("--rsync-path")) {
        return call.highRisk("Runs another program from rsync");
      }
    }
    boolean remote =
        call.operands().stream().anyMatch(word -> word.matches("[^/]*:.*") || word.contains("://"));
    return remote || !call.program().equals("rsync")
        ? call.highRisk("Copies files to or from another machine")
        : WritingRules.write(call, nested);
  }
}
