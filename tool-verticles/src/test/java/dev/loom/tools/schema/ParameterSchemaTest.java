package dev.loom.tools.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.json.Json;
import org.junit.jupiter.api.Test;

class ParameterSchemaTest {
  @Test
  void theSchemaListsItsParametersInOrderAndAllowsNoOthers() {
    var schema =
        ParameterSchema.object()
            .required("b", ParameterSchema.text("Text.", 3))
            .optional("a", ParameterSchema.integer("Number.", 1))
            .build();
    assertEquals(
        "{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"string\","
            + "\"description\":\"Text.\",\"maxLength\":3},\"a\":{\"type\":\"integer\","
            + "\"description\":\"Number.\",\"minimum\":1,\"maximum\":2147483647}},"
            + "\"required\":[\"b\"],\"additionalProperties\":false}",
        Json.write(schema));
  }
}
