package dev.loom.structure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The places where something is allowed, each with the reason why.
///
/// @param reasons path from the package root, or the beginning of one that ends in `/`, to reason
record Allowlist(Map<String, String> reasons) {
  Allowlist {
    reasons = new LinkedHashMap<>(reasons);
  }

  /// The sources that are in none of the places.
  List<String> notAllowed(Collection<JavaSource> sources) {
    return sources.stream()
        .filter(source -> reasons.keySet().stream().noneMatch(place -> covers(place, source)))
        .map(JavaSource::path)
        .toList();
  }

  /// The places that none of the sources is in: a list that is longer than needed hides the next
  /// mistake.
  List<String> unused(Collection<JavaSource> sources) {
    var unused = new ArrayList<>(reasons.keySet());
    unused.removeIf(place -> sources.stream().anyMatch(source -> covers(place, source)));
    return unused;
  }

  private static boolean covers(String place, JavaSource source) {
    return place.endsWith("/") ? source.name().startsWith(place) : source.name().equals(place);
  }
}
