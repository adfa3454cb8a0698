package dev.loom.tools.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.json.Json;
import org.junit.jupiter.api.Test;

class ParameterSchemaBuilderTest {
  @Test
  void theSchemaListsItsParametersInOrderAndAllowsNoOthers() {
    var schema =
        ParameterSchemaBuilder.object().text("b", "Text.", 3).integer("a", "Number.", 1).build("b");
    assertEquals(
        "{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"string\","
            + "\"description\":\"Text.\",\"maxLength\":3},\"a\":{\"type\":\"integer\","
            + "\"description\":\"Number.\",\"minimum\":1,\"maximum\":2147483647}},"
            + "\"required\":[\"b\"],\"additionalProperties\":false}",
        Json.write(schema));
  }
}
