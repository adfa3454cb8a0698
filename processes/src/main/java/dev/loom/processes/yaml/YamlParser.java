package dev.loom.processes.yaml;

import dev.loom.contracts.text.TextFileDecoder;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;

/// Parses a YAML document within limits. Uses only SnakeYAML's composer, which creates nodes, not
/// objects.
public final class YamlParser {
  /// Maximum size of a document in bytes.
  public static final int BYTES_MAX = 256 * 1024;

  /// Maximum nesting depth.
  public static final int DEPTH_MAX = 20;

  /// Maximum number of aliases of lists and mappings.
  public static final int ALIASES_MAX = 10;

  private YamlParser() {}

  /// Parses one document.
  ///
  /// @param bytes the document in UTF-8, or in UTF-16 with a byte order mark
  /// @return the root node. Its scalars have the types of JSON, null, or else text; its keys are
  ///   different scalars, whose source text counts
  /// @throws InvalidYamlException when the bytes are not YAML or exceed a limit
  public static Node parse(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new InvalidYamlException(0, "the file is larger than " + BYTES_MAX + " bytes");
    }
    var root = compose(decode(bytes));
    if (root == null) {
      throw new InvalidYamlException(0, "the file is empty");
    }
    new NodeValidator().check(root);
    return root;
  }

  /// Returns the line on which a value starts, counted from 1.
  public static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String decode(byte[] bytes) {
    try {
      return TextFileDecoder.decode(bytes);
    } catch (CharacterCodingException failure) {
      throw new InvalidYamlException(0, "the file is not UTF-8 text");
    }
  }

  private static Node compose(String text) {
    try {
      return parser().compose(new StringReader(text));
    } catch (MarkedYAMLException failure) {
      var mark = failure.getProblemMark();
      var position = mark == null ? "" : " (column " + (mark.getColumn() + 1) + ")";
      throw new InvalidYamlException(
          mark == null ? 0 : mark.getLine() + 1,
          "not YAML: " + LogText.excerpt(String.valueOf(failure.getProblem())) + position);
    } catch (ReaderException failure) {
      throw new InvalidYamlException(
          0, "not YAML: it contains a character that YAML does not allow");
    } catch (YAMLException failure) {
      throw new InvalidYamlException(
          0, "not YAML: " + LogText.excerpt(String.valueOf(failure.getMessage())));
    } catch (RuntimeException | StackOverflowError failure) {
      // The parser throws undeclared exceptions for some malformed input.
      throw new InvalidYamlException(0, "not YAML: the parser failed");
    }
  }

  private static Yaml parser() {
    var limits = new LoaderOptions();
    limits.setCodePointLimit(BYTES_MAX);
    limits.setNestingDepthLimit(DEPTH_MAX);
    limits.setMaxAliasesForCollections(ALIASES_MAX);
    limits.setAllowDuplicateKeys(false);
    limits.setAllowRecursiveKeys(false);
    var dumperOptions = new DumperOptions();
    return new Yaml(
        new SafeConstructor(limits),
        new Representer(dumperOptions),
        dumperOptions,
        limits,
        new JsonScalarResolver());
  }
}
