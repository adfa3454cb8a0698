package dev.loom.structure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lists the sources to which a rule does not apply.
///
/// @param reasons reason by simple class name, or by folder from the package root, ending in `/`
record Allowlist(Map<String, String> reasons) {
  Allowlist {
    reasons = new LinkedHashMap<>(reasons);
  }

  /// Returns the paths of the sources that no entry covers.
  List<String> notAllowed(Collection<JavaSource> sources) {
    return sources.stream()
        .filter(source -> reasons.keySet().stream().noneMatch(place -> covers(place, source)))
        .map(JavaSource::path)
        .toList();
  }

  /// Returns the entries that cover none of the sources. An obsolete entry would hide a later
  /// violation.
  List<String> unused(Collection<JavaSource> sources) {
    var unused = new ArrayList<>(reasons.keySet());
    unused.removeIf(place -> sources.stream().anyMatch(source -> covers(place, source)));
    return unused;
  }

  private static boolean covers(String place, JavaSource source) {
    return place.endsWith("/")
        ? source.name().startsWith(place)
        : source.name().endsWith("/" + place + ".java");
  }
}
