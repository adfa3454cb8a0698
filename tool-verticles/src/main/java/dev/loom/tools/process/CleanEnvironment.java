package dev.loom.tools.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds the environment of a tool's processes from an allow list, so that they do not inherit API
/// keys or tokens.
final class CleanEnvironment {
  /// Identifies the run of a process. Child processes inherit it and are found by it.
  static final String RUN_ID = "LOOM_RUN_ID";

  static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "USER");

  private CleanEnvironment() {}

  /// @param engine the engine's environment
  /// @param added variables set by the tool
  /// @param callMarkers identifiers of the call, which take precedence
  static Map<String, String> create(
      Map<String, String> engine, Map<String, String> added, Map<String, String> callMarkers) {
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
    environment.putAll(callMarkers);
    return environment;
  }
}
