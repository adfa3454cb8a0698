package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.pattern.DeletePatterns;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Lists and deletes learned patterns.
public final class PatternRoutes {
  private static final int PATTERNS_DEFAULT = 50;

  /// Facts that describe a pattern; the first one present is shown.
  private static final List<String> DESCRIPTION_FACTS =
      List.of("description", "rule", "goal", "kind");

  private final Bus bus;

  public PatternRoutes(Bus bus) {
    this.bus = bus;
  }

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

  public void mount(Router router) {
    RequestParams.mountGet(router, "/learned", this::list);
    router.delete("/learned").handler(context -> delete(context, OptionalLong.empty()));
    router.delete("/learned/:pattern").handler(this::delete);
  }

  private void list(RoutingContext context) {
    var countMax =
        RequestParams.number(context, "limit", PATTERNS_DEFAULT, 1, ListPatterns.COUNT_MAX);
    var request = new ListPatterns(types(context), countMax);
    SuccessResponses.sendJson(
        context,
        bus.requestAsync(Addresses.PATTERN_LIST, request),
        found -> found.patterns().stream().map(PatternView::from).toList());
  }

  /// Returns the types of the query parameter `type`; an empty set, which selects all types, with
  /// `all=true`; otherwise the types that concern user preferences.
  private static Set<PatternType> types(RoutingContext context) {
    var all = RequestParams.flag(context, "all");
    return RequestParams.choices(context, "type", PatternType.values(), PatternType::wireName)
        .orElseGet(() -> all ? Set.of() : behavioralTypes());
  }

  private static Set<PatternType> behavioralTypes() {
    return Arrays.stream(PatternType.values())
        .filter(PatternType::isBehavioral)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void delete(RoutingContext context) {
    var id = context.pathParam("pattern");
    if (!id.matches("[1-9][0-9]{0,17}")) {
      throw Problem.notFound("Pattern not found: " + id).toException();
    }
    delete(context, OptionalLong.of(Long.parseLong(id)));
  }

  private void delete(RoutingContext context, OptionalLong pattern) {
    SuccessResponses.sendJson(
        context,
        bus.requestAsync(Addresses.PATTERN_DELETE, new DeletePatterns(pattern)),
        deleted -> new DeleteResponse("ok", deleted.count()));
  }
}
