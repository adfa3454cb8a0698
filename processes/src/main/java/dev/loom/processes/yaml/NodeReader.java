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

/// Turns SnakeYAML's nodes into ours and refuses what the composer lets through: foreign tags,
/// doubled keys, merges, and values that contain themselves.
final class NodeReader {
  private static final String MERGE = "<<";
  private static final JsonScalars SCALARS = new JsonScalars();

  /// A value repeated by alias is read once and shared, so that no alias multiplies anything.
  private final Map<Node, YamlNode> done = new IdentityHashMap<>();

  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

  YamlNode read(Node node) {
    var known = done.get(node);
    if (known != null) {
      return known;
    }
    if (!open.add(node)) {
      throw new BadYamlException(line(node), "a value contains itself through an alias");
    }
    YamlNode read =
        switch (node) {
          case ScalarNode scalar -> scalar(scalar);
          case SequenceNode sequence -> sequence(sequence);
          case MappingNode mapping -> mapping(mapping);
          default -> throw new BadYamlException(line(node), "an unresolved alias");
        };
    open.remove(node);
    done.put(node, read);
    return read;
  }

  private static YamlNode scalar(ScalarNode node) {
    var tag = node.getTag();
    if (tag.equals(Tag.STR)) {
      return new YamlNode.Scalar(node.getValue(), YamlNode.Type.TEXT, line(node));
    }
    if (tag.equals(Tag.NULL)) {
      return new YamlNode.Scalar("", YamlNode.Type.NOTHING, line(node));
    }
    // Asking again: with an explicit tag, the text need not be what the tag says.
    if (tag.equals(SCALARS.resolve(node.getNodeId(), node.getValue(), true))) {
      var type =
          tag.equals(Tag.BOOL)
              ? YamlNode.Type.FLAG
              : tag.equals(Tag.INT) ? YamlNode.Type.WHOLE_NUMBER : YamlNode.Type.NUMBER;
      return new YamlNode.Scalar(node.getValue(), type, line(node));
    }
    throw foreign(node);
  }

  private YamlNode sequence(SequenceNode node) {
    if (!node.getTag().equals(Tag.SEQ)) {
      throw foreign(node);
    }
    return new YamlNode.Sequence(node.getValue().stream().map(this::read).toList(), line(node));
  }

  private YamlNode mapping(MappingNode node) {
    if (!node.getTag().equals(Tag.MAP)) {
      throw foreign(node);
    }
    var entries = new LinkedHashMap<String, YamlNode>();
    for (var entry : node.getValue()) {
      var key = key(entry.getKeyNode());
      var value = read(entry.getValueNode());
      if (entries.putIfAbsent(key, value) != null) {
        throw new BadYamlException(
            line(entry.getKeyNode()), "the key '" + Excerpt.of(key) + "' is there twice");
      }
    }
    return new YamlNode.Mapping(entries, line(node));
  }

  private static String key(Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      throw new BadYamlException(line(node), "a key is a single word, not a list or a mapping");
    }
    if (scalar.getValue().equals(MERGE)) {
      throw new BadYamlException(line(node), "'<<' does not merge here; write the keys out");
    }
    return scalar.getValue();
  }

  private static BadYamlException foreign(Node node) {
    return new BadYamlException(
        line(node), "the tag " + Excerpt.of(node.getTag().getValue()) + " is not supported");
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
