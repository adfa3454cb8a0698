package dev.loom.tools.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The environment of a tool's processes: what programs need to work, and no key or token.
final class CleanEnvironment {
  /// Names what a process belongs to. Children inherit it, so strays are found by it.
  static final String RUN_ID = "LOOM_RUN_ID";

  static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER");

  private CleanEnvironment() {}

  /// @param engine the engine's own environment
  /// @param asked what the tool adds
  /// @param marks the ids of the call, which nothing overrides
  static Map<String, String> create(
      Map<String, String> engine, Map<String, String> added, Map<String, String> marks) {
    var environment = new LinkedHashMap<String, String>();
    environment.put("PATH", DEFAULT_PATH);
    environment.put("TERM", "dumb");
    for (var name : INHERITED) {
      var value = engine.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    environment.putAll(added);
    environment.putAll(marks);
    return environment;
  }
}
