package dev.loom.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import dev.loom.cli.commands.RootCommand;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.McpConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.event.EventType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Compares the tables of `docs/` with the code, in both directions: a new route, event, command or
/// configuration key needs its line, and a removed one loses it.
final class DocumentationTest {
  private static final Pattern ROUTE = Pattern.compile("(GET|POST|PATCH|DELETE) (/\\S*)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /// The code of an error that the gateway creates, after its status.
  private static final Pattern PROBLEM_CODE =
      Pattern.compile(
          "(?:permanent|retryable|new Problem)\\(\\s*(?:\\d{3}|[A-Z_]+),\\s*\"([a-z_]+)\"");

  private static final Pattern STATUS_ROW = Pattern.compile("\\| \\d{3}[\\d, ]* \\|(.*)\\|");
  private static final Pattern SECTION = Pattern.compile("### `\\[(.+)\\]`");

  /// Options of most commands, which have a table of their own.
  private static final Set<String> COMMON_OPTIONS =
      Set.of("--help", "--version", "--json", "--server", "--set");

  /// Goes back to the model's endpoint and is removed from events before they leave the engine.
  private static final String INTERNAL_FIELD = "continuation";

  private static String page(String name) {
    return Repository.read(Repository.ROOT.resolve("docs").resolve(name));
  }

  /// The cells of every table row that begins with code.
  private static List<List<String>> rows(String text) {
    return text.lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList())
        .toList();
  }

  private static TreeSet<String> code(String cell) {
    return CODE.matcher(cell)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void thePageOfRoutesListsExactlyTheRoutesThatAreServed() {
    var served =
        Repository.read(Repository.ROOT.resolve("gateway/src/test/resources/golden/routes.txt"))
            .lines()
            .map(line -> line.split(" "))
            .filter(route -> !route[1].equals("HEAD"))
            .map(route -> route[1] + " " + route[0].replaceAll(":(\\w+)", "{$1}"))
            .collect(Collectors.toCollection(TreeSet::new));
    var documented =
        rows(page("rest-api.md")).stream()
            .flatMap(row -> code(row.getFirst()).stream())
            .filter(name -> ROUTE.matcher(name).matches())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(served, documented);
  }

  @Test
  void thePageOfRoutesListsExactlyTheCodesOfErrors() {
    var codes =
        Repository.files("gateway/src/main/java", ".java")
            .flatMap(file -> PROBLEM_CODE.matcher(Repository.read(file)).results())
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    var documented =
        page("rest-api.md")
            .lines()
            .map(STATUS_ROW::matcher)
            .filter(Matcher::matches)
            .flatMap(row -> code(row.group(1)).stream())
            .filter(name -> name.matches("[a-z_]+"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(codes, documented);
  }

  @Test
  void thePageOfEventsListsExactlyTheTypesAndTheirFields() {
    var types = new TreeMap<String, Set<String>>();
    for (var type : EventType.values()) {
      types.put(type.wireName(), fields(type));
    }
    var documented = new TreeMap<String, Set<String>>();
    rows(page("events.md"))
        .forEach(row -> documented.put(row.get(0).replace("`", ""), code(row.get(2))));
    assertEquals(types, documented);
  }

  private static TreeSet<String> fields(EventType type) {
    return Stream.of(type.eventClass().getRecordComponents())
        .flatMap(DocumentationTest::jsonFields)
        .map(RecordComponent::getName)
        .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
        .filter(name -> !name.equals(INTERNAL_FIELD))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// Returns the component itself, or its components if they are written in its place.
  private static Stream<RecordComponent> jsonFields(RecordComponent component) {
    return component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)
        ? Stream.of(component.getType().getRecordComponents())
        : Stream.of(component);
  }

  @Test
  void thePageOfCommandsListsExactlyTheCommandsAndTheirOptions() {
    var commands = new TreeMap<String, Set<String>>();
    RootCommand.commandLine()
        .getSubcommands()
        .forEach((name, command) -> commands.put("loom " + name, options(command)));
    var documented = new TreeMap<String, Set<String>>();
    for (var row : rows(page("command-line.md"))) {
      if (row.getFirst().startsWith("`loom ")) {
        var name = row.getFirst().replaceAll("^`(loom [a-z-]+).*", "$1");
        documented.put(name, code(row.get(1)));
      }
    }
    documented.values().forEach(options -> options.remove("-w"));
    assertEquals(commands, documented);
  }

  private static TreeSet<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .map(CommandLine.Model.OptionSpec::longestName)
        .filter(name -> !COMMON_OPTIONS.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void thePageOfTheConfigurationListsExactlyTheKeysAndTheirDefaults() {
    var config = new TreeMap<String, Map<String, String>>();
    Json.mapper()
        .<JsonNode>valueToTree(LoomConfig.defaults())
        .properties()
        .forEach(section -> config.put(section.getKey(), defaults(section.getValue())));
    config.remove("models");
    config.remove("mcp");
    config.put("models.<alias>", defaults(Json.mapper().valueToTree(ModelConfig.defaults())));
    config.put(
        "mcp.servers.<alias>", defaults(Json.mapper().valueToTree(McpConfig.Server.defaults())));
    assertEquals(config, documentedConfig());
  }

  private static TreeMap<String, String> defaults(JsonNode section) {
    var defaults = new TreeMap<String, String>();
    section.properties().forEach(key -> defaults.put(key.getKey(), cell(key.getValue())));
    return defaults;
  }

  /// A default as the page shows it: nothing for what is empty or not set.
  private static String cell(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> value.asText();
      case NULL -> "";
      case OBJECT -> value.isEmpty() ? "{}" : "";
      case ARRAY, BOOLEAN, NUMBER, BINARY, MISSING, POJO -> value.toString();
    };
  }

  private static TreeMap<String, Map<String, String>> documentedConfig() {
    var documented = new TreeMap<String, Map<String, String>>();
    for (var part : page("configuration.md").split("(?m)^(?=### )")) {
      var heading = SECTION.matcher(part.lines().findFirst().orElse(""));
      if (heading.matches()) {
        var keys = new TreeMap<String, String>();
        rows(part)
            .forEach(row -> keys.put(row.get(0).replace("`", ""), row.get(1).replace("`", "")));
        documented.put(heading.group(1), keys);
      }
    }
    return documented;
  }
}
