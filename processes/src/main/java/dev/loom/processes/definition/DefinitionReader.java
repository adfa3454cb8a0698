package dev.loom.processes.definition;

import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.process.ProcessDefinition.PhaseMode;
import dev.loom.processes.yaml.BadYamlException;
import dev.loom.processes.yaml.Excerpt;
import dev.loom.processes.yaml.YamlNode;
import dev.loom.processes.yaml.YamlText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads definitions. The text may be anybody's.
public final class DefinitionReader {
  /// What a process may be called.
  public static final String NAME_RULE =
      "1 to 64 lower-case letters, digits and hyphens, starting with a letter or digit";

  private static final Logger LOG = System.getLogger(DefinitionReader.class.getName());
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final String VERSION = "1.0";

  private DefinitionReader() {}

  /// Whether a process may be called so.
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// Reads one definition. Whatever the bytes are, the answer is a draft.
  ///
  /// @param fileName what the file is called, for a definition that does not say its name
  /// @param bytes the file's content
  public static Draft read(String fileName, byte[] bytes) {
    try {
      var root = YamlText.read(bytes);
      return root instanceof YamlNode.Mapping mapping
          ? define(fileName, mapping)
          : Draft.Broken.because(fileName, "expected keys and values, such as name: my-process");
    } catch (BadYamlException bad) {
      var where = bad.line() > 0 ? "line " + bad.line() + ": " : "";
      return Draft.Broken.because(fileName, where + bad.getMessage());
    } catch (RuntimeException | StackOverflowError fault) {
      LOG.log(Level.ERROR, "A fault while reading " + Excerpt.of(fileName), fault);
      return Draft.Broken.because(fileName, "it cannot be read; the log has the details");
    }
  }

  private static Draft define(String fileName, YamlNode.Mapping mapping) {
    var findings = new Findings();
    var fields = new Fields(mapping, "", findings);
    var name = name(fields);
    var version = fields.text("version");
    var mode = mode(fields);
    var phases = Phases.read(fields, mode);
    var rules = Rules.read(fields);
    var tools = ToolAdvice.read(fields);
    var persona = fields.text("persona");
    var description = fields.text("description");
    fields.text("author");
    fields.texts("tags");
    Supplements.check(fields);
    fields.warnOfUnknown();
    if (!findings.isClean()) {
      return findings.asBroken(isName(name) ? name : fileName);
    }
    return new Draft.Sound(
        new ProcessDefinition(
            name,
            version.isEmpty() ? VERSION : version,
            description,
            persona,
            mode,
            Phases.asSubtasks(phases),
            rules,
            tools.guidance(),
            tools.required(),
            tools.excluded()),
        findings.warnings());
  }

  private static String name(Fields fields) {
    var name = fields.requiredText("name");
    if (!name.isEmpty() && !isName(name)) {
      fields.problem("name", "expected " + NAME_RULE + "; found '" + Excerpt.of(name) + "'");
    }
    return name;
  }

  private static PhaseMode mode(Fields fields) {
    var words = Stream.of(PhaseMode.values()).map(DefinitionReader::word).toList();
    var word = fields.choice("phase_mode", word(PhaseMode.GUIDED), words);
    return PhaseMode.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// How a mode is written in a file.
  public static String word(PhaseMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /// What a definition says about tools.
  private record ToolAdvice(String guidance, List<String> required, List<String> excluded) {
    static ToolAdvice read(Fields fields) {
      var guidance = fields.text("tool_guidance");
      var section = fields.section("tools").orElse(null);
      if (section == null) {
        return new ToolAdvice(guidance, List.of(), List.of());
      }
      var more = section.text("guidance");
      var required = section.texts("required").stream().distinct().toList();
      var excluded = section.texts("excluded").stream().distinct().toList();
      required.stream()
          .filter(excluded::contains)
          .forEach(
              tool ->
                  section.problem(
                      "excluded", "the tool '" + Excerpt.of(tool) + "' is required as well"));
      section.warnOfUnknown();
      return new ToolAdvice((guidance + "\n" + more).strip(), required, excluded);
    }
  }
}
