package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.pattern.DeletePatterns;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Lists and deletes learned patterns.
public record PatternRoutes(Bus bus) {
  private static final int PATTERNS_DEFAULT = 50;

  /// Facts that describe a pattern; the first one present is shown.
  private static final List<String> DESCRIPTION_FACTS =
      List.of("description", "rule", "goal", "kind");

  /// Represents a pattern in the API.
  record PatternView(
      long id,
      PatternType type,
      String key,
      String description,
      long frequency,
      Instant lastSeen,
      Map<String, Object> facts) {
    static PatternView from(LearnedPattern pattern) {
      return new PatternView(
          pattern.patternId(),
          pattern.type(),
          pattern.key(),
          description(pattern),
          pattern.frequency(),
          pattern.lastSeen(),
          pattern.facts());
    }

    private static String description(LearnedPattern pattern) {
      return DESCRIPTION_FACTS.stream()
          .map(pattern.facts()::get)
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .findFirst()
          .orElse(pattern.key());
    }
  }

  /// Represents the result of a deletion.
  record DeleteResponse(String status, int deleted) {}

  public void mount(RestRouter router) {
    router.get("/learned", this::list, "all", "type", "limit");
    router.mount(HttpMethod.DELETE, "/learned", request -> delete(OptionalLong.empty()));
    router.mount(HttpMethod.DELETE, "/learned/:pattern", this::deleteOne);
  }

  private Future<?> list(RestRequest request) {
    var countMax = request.number("limit", PATTERNS_DEFAULT, 1, ListPatterns.COUNT_MAX);
    return bus.requestAsync(Addresses.PATTERN_LIST, new ListPatterns(types(request), countMax))
        .map(found -> found.patterns().stream().map(PatternView::from).toList());
  }

  /// Returns the types of the query parameter `type`; an empty set, which selects all types, with
  /// `all=true`; otherwise the types that concern user preferences.
  private static Set<PatternType> types(RestRequest request) {
    var all = request.flag("all");
    return request
        .choices("type", PatternType.values())
        .orElseGet(() -> all ? Set.of() : behavioralTypes());
  }

  private static Set<PatternType> behavioralTypes() {
    return Arrays.stream(PatternType.values())
        .filter(PatternType::isBehavioral)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Future<DeleteResponse> deleteOne(RestRequest request) {
    var id = request.context().pathParam("pattern");
    if (!id.matches("[1-9][0-9]{0,17}")) {
      throw Problem.notFound("Pattern not found: " + id);
    }
    return delete(OptionalLong.of(Long.parseLong(id)));
  }

  private Future<DeleteResponse> delete(OptionalLong pattern) {
    return bus.requestAsync(Addresses.PATTERN_DELETE, new DeletePatterns(pattern))
        .map(deleted -> new DeleteResponse("ok", deleted.count()));
  }
}
