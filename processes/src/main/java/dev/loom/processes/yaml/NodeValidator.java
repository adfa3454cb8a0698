package dev.loom.processes.yaml;

import java.util.HashSet;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Rejects what the composer accepts: unsupported tags, duplicate keys, merge keys, keys that are
/// not scalars, and values that contain themselves.
final class NodeValidator {
  private static final String MERGE = "<<";
  private static final JsonScalarResolver SCALARS = new JsonScalarResolver();

  /// The nodes that were checked. Nodes are compared by identity, so an aliased one is checked
  /// once.
  private final Set<Node> valid = new HashSet<>();

  private final Set<Node> inProgress = new HashSet<>();

  /// @throws InvalidYamlException when the node or a node in it is not supported
  void check(Node node) {
    if (valid.contains(node)) {
      return;
    }
    if (!inProgress.add(node)) {
      throw new InvalidYamlException(
          YamlParser.line(node), "a value contains itself through an alias");
    }
    switch (node) {
      case ScalarNode scalar -> requireTag(scalar, isSupported(scalar));
      case SequenceNode sequence -> {
        requireTag(sequence, sequence.getTag().equals(Tag.SEQ));
        sequence.getValue().forEach(this::check);
      }
      case MappingNode mapping -> {
        requireTag(mapping, mapping.getTag().equals(Tag.MAP));
        var keys = new HashSet<String>();
        for (var entry : mapping.getValue()) {
          checkKey(entry.getKeyNode(), keys);
          check(entry.getValueNode());
        }
      }
      default -> throw new InvalidYamlException(YamlParser.line(node), "an unresolved alias");
    }
    inProgress.remove(node);
    valid.add(node);
  }

  /// With an explicit tag, the text may not match the type; the text is resolved to check it.
  private static boolean isSupported(ScalarNode node) {
    var tag = node.getTag();
    return tag.equals(Tag.STR)
        || tag.equals(Tag.NULL)
        || tag.equals(SCALARS.resolve(node.getNodeId(), node.getValue(), true));
  }

  private static void requireTag(Node node, boolean isSupported) {
    if (!isSupported) {
      throw new InvalidYamlException(
          YamlParser.line(node),
          "the tag " + LogText.excerpt(node.getTag().getValue()) + " is not supported");
    }
  }

  private static void checkKey(Node node, Set<String> keys) {
    if (!(node instanceof ScalarNode key)) {
      throw new InvalidYamlException(
          YamlParser.line(node), "a key must be a scalar, not a list or a mapping");
    }
    if (key.getValue().equals(MERGE)) {
      throw new InvalidYamlException(
          YamlParser.line(node), "merge keys ('<<') are not supported; write the keys out");
    }
    if (!keys.add(key.getValue())) {
      throw new InvalidYamlException(
          YamlParser.line(node), "duplicate key '" + LogText.excerpt(key.getValue()) + "'");
    }
  }
}
