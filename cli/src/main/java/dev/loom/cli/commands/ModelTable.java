package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelRole;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.text.TextTruncator;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Prints models as tables of at most [#COLUMNS_MAX] columns: configuration and health, then the
/// usage of the models that were called, then their problems.
final class ModelTable {
  private static final int COLUMNS_MAX = 100;
  private static final int ALIAS_CHARS_MAX = 16;
  private static final int MODEL_CHARS_MIN = 12;
  private static final int ROLES = ModelRole.values().length;
  private static final List<String> HEADINGS =
      List.of("NAME", "MODEL", "PROVIDER", "TIER", "ROLES", "HEALTHY", "CIRCUIT");
  private static final List<String> USAGE_HEADINGS =
      List.of(
          "NAME", "CALLS", "RUNNING", "FAILED", "LIMITED", "TOKENS IN", "CACHED", "OUT", "COST");

  private ModelTable() {}

  static void print(PrintWriter out, JsonNode models) {
    var rows = new ArrayList<List<String>>();
    models.forEach(model -> rows.add(modelRow(model)));
    Table.print(out, HEADINGS, fitToWidth(rows));
    var usageRows =
        models.valueStream().filter(ModelTable::hasCalls).map(ModelTable::usageRow).toList();
    if (!usageRows.isEmpty()) {
      out.println();
      Table.print(out, USAGE_HEADINGS, usageRows);
    }
    printProblems(out, models);
  }

  private static List<String> modelRow(JsonNode model) {
    var roles = new ArrayList<String>();
    model.path("roles").forEach(role -> roles.add(role.asText()));
    return List.of(
        alias(model),
        model.path("model").asText(),
        model.path("provider").asText(),
        model.path("tier").asText(),
        roles.size() == ROLES ? "all" : String.join(",", roles),
        model.path("healthy").asBoolean() ? "yes" : "no",
        model.path("circuit").asText());
  }

  private static String alias(JsonNode model) {
    return truncate(model.path("name").asText(), ALIAS_CHARS_MAX);
  }

  /// Truncates model IDs so that the other columns fit.
  private static List<List<String>> fitToWidth(List<List<String>> rows) {
    var widths = Table.widths(HEADINGS, rows);
    var otherColumns = Arrays.stream(widths).sum() - widths[1] + Table.GAP * (widths.length - 1);
    var modelWidth = Math.max(MODEL_CHARS_MIN, COLUMNS_MAX - otherColumns);
    return rows.stream()
        .map(
            row -> {
              var fitted = new ArrayList<>(row);
              fitted.set(1, truncate(row.get(1), modelWidth));
              return (List<String>) fitted;
            })
        .toList();
  }

  private static String truncate(String text, int charsMax) {
    return text.length() <= charsMax ? text : TextTruncator.withEllipsis(text, charsMax - 1);
  }

  private static boolean hasCalls(JsonNode model) {
    return model.path("calls").asLong() + model.path("calls_in_flight").asLong() > 0;
  }

  /// Formats the usage of a model; `~` marks figures that are partly estimated.
  private static List<String> usageRow(JsonNode model) {
    var usage = model.path("usage");
    var estimateMark = model.path("estimated_answers").asLong() > 0 ? "~" : "";
    return List.of(
        alias(model),
        number(model.path("calls")),
        number(model.path("calls_in_flight")),
        number(model.path("failures")),
        number(model.path("rate_limited")),
        estimateMark + number(usage.path("input_tokens")),
        number(usage.path("cached_input_tokens")),
        estimateMark + number(usage.path("output_tokens")),
        estimateMark + "$" + number(usage.path("cost_usd")));
  }

  private static String number(JsonNode node) {
    return Screen.formatNumber(node.asDouble());
  }

  private static void printProblems(PrintWriter out, JsonNode models) {
    var problems =
        models.valueStream().filter(model -> !Screen.text(model, "problem").isEmpty()).toList();
    if (!problems.isEmpty()) {
      out.println();
    }
    for (var model : problems) {
      out.println(
          Screen.sanitize(model.path("name").asText() + ": " + model.path("problem").asText()));
    }
  }
}
