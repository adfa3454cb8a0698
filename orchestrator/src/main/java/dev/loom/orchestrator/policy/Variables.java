package dev.loom.orchestrator.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a command line itself says about its variables.
///
/// A variable is known when the line sets it exactly once, to something that is known. One that is
/// set twice may hold either value, so it is not known.
final class Variables {
  /// A longer value is not known: values made of values grow without end.
  private static final int VALUE_CHARS_MAX = 500;

  /// Stand for places, not for secrets or programs, on every machine.
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("HOME", "~"),
          Map.entry("PWD", "."),
          Map.entry("TMPDIR", "/tmp"),
          Map.entry("JAVA_HOME", "/opt/java"),
          Map.entry("GOPATH", "/opt/go"),
          Map.entry("GOROOT", "/opt/go"),
          Map.entry("VIRTUAL_ENV", "venv"),
          Map.entry("PATH", "/opt/bin"));

  private static final Set<String> DECLARING =
      Set.of("export", "declare", "typeset", "local", "readonly");
  private static final Set<String> FILLING =
      Set.of("for", "select", "read", "mapfile", "readarray", "printf", "getopts", "let", "unset");

  private final Map<String, Integer> settings;
  private final Map<String, Integer> counted = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();

  /// @param settings how often the line sets each variable, as an earlier reading of it counted
  Variables(Map<String, Integer> settings) {
    this.settings = settings;
  }

  Map<String, Integer> counted() {
    return counted;
  }

  /// @return empty when only the shell will know
  Optional<String> value(String name) {
    if (settings.containsKey("IFS")) {
      return Optional.empty();
    }
    return Optional.ofNullable(settings.containsKey(name) ? values.get(name) : PLACES.get(name));
  }

  /// Learns from a command that was read.
  void learn(List<Word> words) {
    int first = 0;
    while (first < words.size() && words.get(first).assigns() > 0) {
      first++;
    }
    var program = first < words.size() ? words.get(first).text() : "";
    var harmlessFields = program.equals("read");
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (i < first && !(harmlessFields && word.text().startsWith("IFS="))
          || DECLARING.contains(program) && word.sets() > 0) {
        assign(word);
      } else if (i > first && FILLING.contains(program)) {
        // What it is filled with is not known, as if it were set twice.
        counted.merge(word.text(), 2, Integer::sum);
      }
    }
  }

  private void assign(Word word) {
    int end = word.sets();
    var name = word.text().substring(0, end);
    var value = word.text().substring(end + 1);
    if (name.endsWith("+")) {
      counted.merge(name.substring(0, end - 1), 2, Integer::sum);
      return;
    }
    counted.merge(name, 1, Integer::sum);
    if (settings.getOrDefault(name, 0) == 1
        && value.indexOf(Word.UNKNOWN) < 0
        && value.length() <= VALUE_CHARS_MAX) {
      values.put(name, value);
    }
  }
}
