package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.loom.bus.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentCoercionTest {
  private static final Map<String, Object> SCHEMA =
      map(
          """
          {"type": "object", "additionalProperties": false, "required": ["path", "pattern"],
           "properties": {
             "path": {"type": "string"},
             "pattern": {"type": "string"},
             "content": {"type": "string"},
             "file_pattern": {"type": "string"},
             "limit": {"type": "integer"},
             "ratio": {"type": ["number", "null"]},
             "all": {"type": "boolean"},
             "names": {"type": "array", "items": {"type": "string"}},
             "sizes": {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "null"}]},
             "options": {"type": "object", "properties": {"depth": {"type": "integer"}}},
             "edits": {"type": "array", "items": {"type": "object",
               "properties": {"old_str": {"type": "string"}, "new_str": {"type": "string"},
                 "count": {"type": "integer"}},
               "required": ["old_str", "new_str"]}},
             "target": {"oneOf": [{"type": "object", "required": ["agent"]},
               {"type": "object", "required": ["file"]}]},
             "free": {}}}
          """);

  private static Map<String, Object> map(String json) {
    return Json.toMap(Json.parse(json));
  }

  private static String coerced(String arguments) {
    return Json.write(ArgumentCoercion.coerce(map(arguments), SCHEMA));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        // JSON as text: pi#3370, opencode#8249
        "{'edits':'[{@old_str@:@a@,@new_str@:@b@}]'}|{'edits':[{'old_str':'a','new_str':'b'}]}",
        "{'edits':'[{@old_str@:@a@,@new_str@:@b@,},]'}|{'edits':[{'old_str':'a','new_str':'b'}]}",
        "{'edits':['{@old_str@:@a@,@new_str@:@b@}']}|{'edits':[{'old_str':'a','new_str':'b'}]}",
        "{'options':'{@depth@:@3@}'}|{'options':{'depth':3}}",
        "{'names':'[@a@,@b@]'}|{'names':['a','b']}",
        "{'sizes':'[1,2]'}|{'sizes':[1,2]}",
        // one element instead of a list: pi#8962
        "{'edits':{'old_str':'a','new_str':'b'}}|{'edits':[{'old_str':'a','new_str':'b'}]}",
        "{'edits':'{@old_str@:@a@,@new_str@:@b@}'}|{'edits':[{'old_str':'a','new_str':'b'}]}",
        "{'names':'a b.txt'}|{'names':['a b.txt']}",
        "{'sizes':4}|{'sizes':[4]}",
        // a list instead of its only element
        "{'path':['a.txt']}|{'path':'a.txt'}",
        "{'limit':['7']}|{'limit':7}",
        // numbers and truth values as text, and the other way round
        "{'limit':'7'}|{'limit':7}",
        "{'limit':7.0}|{'limit':7}",
        "{'limit':' 7.0 '}|{'limit':7}",
        "{'ratio':'0.5'}|{'ratio':0.5}",
        "{'all':'True'}|{'all':true}",
        "{'pattern':404}|{'pattern':'404'}",
        "{'pattern':123456789012345678901234567890}|{'pattern':'123456789012345678901234567890'}",
        "{'edits':[{'old_str':1,'new_str':2,'count':'3'}]}|{'edits':[{'old_str':'1','new_str':'2','count':3}]}",
        // nothing for an optional argument
        "{'limit':null,'content':null,'edits':null}|{}",
        "{'limit':'','all':'null','edits':'None'}|{}",
        "{'edits':[{'old_str':'a','new_str':'b','count':null}]}|{'edits':[{'old_str':'a','new_str':'b'}]}",
        "{'ratio':null,'sizes':null}|{'ratio':null,'sizes':null}",
        // names of other programs
        "{'file_path':'a','regex':1}|{'path':'a','regex':1}",
        "{'filePath':'a'}|{'path':'a'}",
        "{'edits':[{'oldText':'a','new_string':'b'}]}|{'edits':[{'old_str':'a','new_str':'b'}]}",
        "{'pattern':'x','glob':'*.ts'}|{'pattern':'x','file_pattern':'*.ts'}",
        "{'arguments':{'file_path':'a'}}|{'path':'a'}",
        "{'input':'{@path@:@a@}'}|{'path':'a'}",
        // a document as JSON
        "{'content':{'a':1}}|{'content':'{~  @a@: 1~}'}",
        "{'content':[{'a':[]}]}|{'content':'[~  {~    @a@: [ ]~  }~]'}",
        "{'path':'a.json','content':['b']}|{'path':'a.json','content':'[~  @b@~]'}",
        "{'content':true}|{'content':'true'}",
        // earendil-works/pi#9569: one of several objects
        "{'target':'{@file@: @a@}'}|{'target':{'file':'a'}}",
        // llm-exe/llm-exe#147
        "{'all':'yes'}|{'all':true}",
        "{'all':' No '}|{'all':false}",
        // can1357/oh-my-pi#3241, in Python's form
        "{'names':'[APOSaAPOS, APOSbAPOS]'}|{'names':['a','b']}",
        // earendil-works/pi#9931
        "{'edits':'[@{}@]'}|{'edits':[{}]}",
      })
  void aCertainMeaningIsUnderstood(String given, String expected) {
    assertEquals(quoted(expected), coerced(quoted(given)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'limit':'many'}",
        "{'limit':7.5}",
        "{'limit':'7.5'}",
        "{'limit':true}",
        "{'all':1}",
        "{'all':'maybe'}",
        "{'pattern':1.10}",
        "{'pattern':{'a':1}}",
        "{'pattern':['a','b']}",
        "{'path':null}",
        "{'content':['a','b']}",
        "{'content':['a']}",
        "{'content':'{@a@:1}'}",
        "{'content':1.10}",
        "{'names':'a,b'}",
        "{'names':'[a, b]'}",
        "{'names':'[@a@'}",
        "{'edits':'nothing'}",
        "{'edits':'[{@old_str@:@a'}",
        "{'file':'a','filename':'b','path':'c'}",
        "{'path':'a','file_path':'b'}",
        "{'description':'x','timeout':5}",
        "{'free':'[1]'}",
        "{'arguments':'rm'}",
        "{'other':'7'}"
      })
  void anUncertainMeaningStays(String given) {
    var arguments = map(quoted(given));
    assertSame(arguments, ArgumentCoercion.coerce(arguments, SCHEMA));
  }

  @Test
  void twoNamesForOneParameterAreNotMerged() {
    assertEquals("{\"path\":\"a\",\"file\":\"b\"}", coerced("{\"filename\":\"a\",\"file\":\"b\"}"));
  }

  /// `'` stands for a quote, `@` for an escaped one, `~` for an escaped line break.
  private static String quoted(String text) {
    return text.replace('\'', '"').replace("@", "\\\"").replace("~", "\\n").replace("APOS", "'");
  }
}
