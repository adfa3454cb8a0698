package dev.loom.processes.definition;

import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.process.ProcessDefinition.PhaseMode;
import dev.loom.processes.yaml.InvalidYamlException;
import dev.loom.processes.yaml.LogText;
import dev.loom.processes.yaml.YamlParser;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;

/// Parses process definitions from untrusted text.
public final class DefinitionParser {
  /// Describes a valid process name, for messages.
  public static final String NAME_RULE =
      "1 to 64 lower-case letters, digits and hyphens, starting with a letter or digit";

  private static final Logger LOG = System.getLogger(DefinitionParser.class.getName());
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final String DEFAULT_VERSION = "1.0";
  private static final int TEST_SECONDS_DEFAULT = 900;
  private static final int TEST_SECONDS_MAX = 24 * 60 * 60;

  private DefinitionParser() {}

  /// Reports whether a text is a valid process name.
  public static boolean isValidName(String text) {
    return NAME.matcher(text).matches();
  }

  /// Parses one definition. All problems, including internal errors, are part of the result.
  ///
  /// @param fileName name of the file, used if the definition has no valid name
  /// @param bytes content of the file
  public static ParseResult parse(String fileName, byte[] bytes) {
    try {
      var root = YamlParser.parse(bytes);
      return root instanceof MappingNode mapping
          ? parseMapping(fileName, mapping)
          : ParseResult.Invalid.withProblem(
              fileName, "expected keys and values, such as name: my-process");
    } catch (InvalidYamlException exception) {
      var position = exception.line() > 0 ? "line " + exception.line() + ": " : "";
      return ParseResult.Invalid.withProblem(fileName, position + exception.getMessage());
    } catch (RuntimeException | StackOverflowError failure) {
      LOG.log(
          Level.ERROR,
          "Internal error while parsing process definition " + LogText.excerpt(fileName),
          failure);
      return ParseResult.Invalid.withProblem(
          fileName, "internal error while parsing; see the log for details");
    }
  }

  private static ParseResult parseMapping(String fileName, MappingNode mapping) {
    var diagnostics = new Diagnostics();
    var fields = new YamlFields(mapping, "", diagnostics);
    var name = name(fields);
    var version = fields.optionalText("version");
    var mode = mode(fields);
    var phases = PhaseParser.parse(fields, mode);
    var rules = RuleParser.parse(fields);
    var tools = ToolSettings.parse(fields);
    var persona = fields.optionalText("persona");
    var description = fields.optionalText("description");
    fields.optionalText("author");
    fields.textList("tags");
    fields.textList("dependencies");
    checkTests(fields);
    fields.accept("memory", "planner_examples", "replanning", "workspace_analysis");
    fields.warnUnknownKeys();
    if (!diagnostics.hasNoProblems()) {
      return diagnostics.toInvalid(isValidName(name) ? name : fileName);
    }
    return new ParseResult.Valid(
        new ProcessDefinition(
            name,
            version.isEmpty() ? DEFAULT_VERSION : version,
            description,
            persona,
            mode,
            PhaseParser.toSubtasks(phases),
            rules,
            tools.guidance(),
            tools.required(),
            tools.excluded()),
        diagnostics.warnings());
  }

  /// Validates the tests of a definition, which nothing runs yet.
  private static void checkTests(YamlFields fields) {
    var ids = new HashSet<String>();
    for (var test : fields.sectionList("tests")) {
      var id = test.requiredText("id");
      test.choice("mode", "deterministic", List.of("deterministic", "live"));
      test.requiredText("goal");
      test.integer("timeout_seconds", TEST_SECONDS_DEFAULT, 1, TEST_SECONDS_MAX);
      test.accept("acceptance", "requires_network", "requires_tools");
      test.warnUnknownKeys();
      if (!id.isEmpty() && !ids.add(id)) {
        test.addProblem("id", "duplicate test id '" + LogText.excerpt(id) + "'");
      }
    }
  }

  private static String name(YamlFields fields) {
    var name = fields.requiredText("name");
    if (!name.isEmpty() && !isValidName(name)) {
      fields.addProblem(
          "name", "expected " + NAME_RULE + "; found '" + LogText.excerpt(name) + "'");
    }
    return name;
  }

  private static PhaseMode mode(YamlFields fields) {
    var keywords = Stream.of(PhaseMode.values()).map(DefinitionParser::keyword).toList();
    var keyword = fields.choice("phase_mode", keyword(PhaseMode.GUIDED), keywords);
    return PhaseMode.valueOf(keyword.toUpperCase(Locale.ROOT));
  }

  /// Returns the keyword that stands for a mode in a file.
  public static String keyword(PhaseMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /// Tool settings of a definition.
  private record ToolSettings(String guidance, List<String> required, List<String> excluded) {
    static ToolSettings parse(YamlFields fields) {
      var guidance = fields.optionalText("tool_guidance");
      var section = fields.section("tools").orElse(null);
      if (section == null) {
        return new ToolSettings(guidance, List.of(), List.of());
      }
      var sectionGuidance = section.optionalText("guidance");
      var required = section.textList("required").stream().distinct().toList();
      var excluded = section.textList("excluded").stream().distinct().toList();
      required.stream()
          .filter(excluded::contains)
          .forEach(
              tool ->
                  section.addProblem(
                      "excluded", "the tool '" + LogText.excerpt(tool) + "' is also required"));
      section.warnUnknownKeys();
      return new ToolSettings((guidance + "\n" + sectionGuidance).strip(), required, excluded);
    }
  }
}
