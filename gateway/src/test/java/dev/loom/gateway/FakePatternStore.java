package dev.loom.gateway;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.pattern.DeletePatterns;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.PatternType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Fakes the pattern store.
public final class FakePatternStore {
  private final List<LearnedPattern> patterns = new ArrayList<>();

  /// Adds a pattern whose frequency equals its id.
  public synchronized void add(PatternType type, String key, Map<String, Object> facts) {
    var id = patterns.size() + 1L;
    patterns.add(new LearnedPattern(id, type, key, facts, id, FakeBackend.AT));
  }

  synchronized ListPatterns.Found list(ListPatterns request) {
    return new ListPatterns.Found(
        patterns.reversed().stream()
            .filter(each -> request.types().isEmpty() || request.types().contains(each.type()))
            .limit(request.countMax())
            .toList());
  }

  synchronized DeletePatterns.Deleted delete(DeletePatterns request) {
    var before = patterns.size();
    if (request.patternId().isEmpty()) {
      patterns.clear();
    } else if (!patterns.removeIf(p -> p.patternId() == request.patternId().getAsLong())) {
      throw ServiceException.notFound("Pattern not found: " + request.patternId().getAsLong());
    }
    return new DeletePatterns.Deleted(before - patterns.size());
  }
}
