package dev.loom.builtin;

import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Verifies an answer without understanding its text: checks that the answer exists, that the files
/// in the evidence exist and are not empty, and that the last call of each tool succeeded.
final class RuleVerifier {
  private static final Pattern FILE = Pattern.compile("### File (.+?) (?:\\((\\d+) bytes\\)|(.+))");
  private static final Pattern CALL = Pattern.compile("- tool (\\S+) (ok|failed)\\b.*");

  private RuleVerifier() {}

  static String verify(ParsedPrompt prompt) {
    var issues = new ArrayList<String>();
    if (prompt.answer().isBlank()) {
      issues.add("There is no answer.");
    } else if (prompt.answer().startsWith("BLOCKED:")) {
      issues.add("The answer says that the work is blocked.");
    }
    Map<String, Boolean> outcomes = new LinkedHashMap<>();
    var files = 0;
    for (var line : prompt.evidence().split("\n")) {
      var file = FILE.matcher(line);
      var call = CALL.matcher(line);
      if (file.matches()) {
        files++;
        issueOf(file.group(1), file.group(2)).ifPresent(issues::add);
      } else if (call.matches() && files == 0) {
        // Lines after the first file are file content and prove nothing.
        outcomes.put(call.group(1), call.group(2).equals("ok"));
      }
    }
    outcomes.forEach(
        (tool, ok) -> {
          if (!ok) {
            issues.add("The last call of " + tool + " failed.");
          }
        });
    return write(issues, files > 0 || !outcomes.isEmpty());
  }

  private static Optional<String> issueOf(String path, String bytes) {
    if (bytes == null) {
      return Optional.of("The file " + path + " does not exist.");
    }
    return bytes.equals("0") ? Optional.of("The file " + path + " is empty.") : Optional.empty();
  }

  private static String write(List<String> issues, boolean evidence) {
    var passed = issues.isEmpty();
    var feedback =
        passed
            ? "The built-in rules checked files and tool calls, not the meaning, and found"
                + " no problem."
            : String.join(" ", issues);
    var verdict = new LinkedHashMap<String, Object>();
    verdict.put("passed", passed);
    verdict.put("confidence", !passed ? 0.9 : evidence ? 0.85 : 0.6);
    verdict.put("feedback", feedback);
    verdict.put("issues", issues);
    return Json.write(verdict);
  }
}
