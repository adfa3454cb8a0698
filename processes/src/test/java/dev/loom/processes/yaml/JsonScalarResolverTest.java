package dev.loom.processes.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.nodes.NodeId;

class JsonScalarResolverTest {
  @ParameterizedTest
  @CsvSource({
    "true, bool",
    "false, bool",
    "0, int",
    "-12, int",
    "1.5e3, float",
    "null, null",
    "~, null",
    "yes, str",
    "True, str",
    "017, str",
    "12:30:45, str",
    "2001-01-01, str",
    "<<, str",
    "1234567890123456789, str"
  })
  void aScalarHasTheTypeThatItHasInJson(String text, String type) {
    var tag = new JsonScalarResolver().resolve(NodeId.scalar, text, true);
    assertEquals("tag:yaml.org,2002:" + type, tag.getValue());
  }
}
