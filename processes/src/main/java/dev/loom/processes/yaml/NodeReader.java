package dev.loom.processes.yaml;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Converts SnakeYAML nodes. Rejects unsupported tags, duplicate keys, merge keys, and values that
/// contain themselves, all of which the composer accepts.
final class NodeReader {
  private static final String MERGE = "<<";
  private static final JsonScalarResolver SCALARS = new JsonScalarResolver();

  /// Converted nodes. An aliased node is converted once and shared, so aliases need no memory.
  private final Map<Node, YamlNode> converted = new IdentityHashMap<>();

  private final Set<Node> inProgress = Collections.newSetFromMap(new IdentityHashMap<>());

  YamlNode read(Node node) {
    var existing = converted.get(node);
    if (existing != null) {
      return existing;
    }
    if (!inProgress.add(node)) {
      throw new InvalidYamlException(line(node), "a value contains itself through an alias");
    }
    YamlNode result =
        switch (node) {
          case ScalarNode scalar -> scalar(scalar);
          case SequenceNode sequence -> sequence(sequence);
          case MappingNode mapping -> mapping(mapping);
          default -> throw new InvalidYamlException(line(node), "an unresolved alias");
        };
    inProgress.remove(node);
    converted.put(node, result);
    return result;
  }

  private static YamlNode scalar(ScalarNode node) {
    var tag = node.getTag();
    if (tag.equals(Tag.STR)) {
      return new YamlNode.Scalar(node.getValue(), YamlNode.Type.TEXT, line(node));
    }
    if (tag.equals(Tag.NULL)) {
      return new YamlNode.Scalar("", YamlNode.Type.NULL, line(node));
    }
    // With an explicit tag, the text may not match the type; resolve the text to check it.
    if (tag.equals(SCALARS.resolve(node.getNodeId(), node.getValue(), true))) {
      var type =
          tag.equals(Tag.BOOL)
              ? YamlNode.Type.BOOLEAN
              : tag.equals(Tag.INT) ? YamlNode.Type.INTEGER : YamlNode.Type.NUMBER;
      return new YamlNode.Scalar(node.getValue(), type, line(node));
    }
    throw unsupportedTag(node);
  }

  private YamlNode sequence(SequenceNode node) {
    if (!node.getTag().equals(Tag.SEQ)) {
      throw unsupportedTag(node);
    }
    return new YamlNode.Sequence(node.getValue().stream().map(this::read).toList(), line(node));
  }

  private YamlNode mapping(MappingNode node) {
    if (!node.getTag().equals(Tag.MAP)) {
      throw unsupportedTag(node);
    }
    var entries = new LinkedHashMap<String, YamlNode>();
    for (var entry : node.getValue()) {
      var key = key(entry.getKeyNode());
      var value = read(entry.getValueNode());
      if (entries.putIfAbsent(key, value) != null) {
        throw new InvalidYamlException(
            line(entry.getKeyNode()), "duplicate key '" + LogText.excerpt(key) + "'");
      }
    }
    return new YamlNode.Mapping(entries, line(node));
  }

  private static String key(Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      throw new InvalidYamlException(line(node), "a key must be a scalar, not a list or a mapping");
    }
    if (scalar.getValue().equals(MERGE)) {
      throw new InvalidYamlException(
          line(node), "merge keys ('<<') are not supported; write the keys out");
    }
    return scalar.getValue();
  }

  private static InvalidYamlException unsupportedTag(Node node) {
    return new InvalidYamlException(
        line(node), "the tag " + LogText.excerpt(node.getTag().getValue()) + " is not supported");
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
