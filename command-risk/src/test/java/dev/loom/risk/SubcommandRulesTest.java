package dev.loom.risk;

import static dev.loom.risk.TestCalls.assess;
import static dev.loom.risk.TestCalls.high;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubcommandRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "npm publish | Publishes a package to a public registry: `npm publish`",
        "docker push me/app | Uploads files, images or commits to a shared server: `docker push me/app`",
        "apt-get -y install x | Installs or upgrades software: `apt-get -y install x`",
        "pip uninstall x | Uninstalls software: `pip uninstall x`",
        "kubectl -n a delete pod b | Deletes data or resources: `kubectl -n a delete pod b`",
        "aws s3api delete-object | Deletes data or resources: `aws s3api delete-object`",
        "vault read secret/a | Reveals secrets or exports data: `vault read secret/a`",
        "terraform apply | Changes deployed infrastructure or services: `terraform apply`",
        "docker run --privileged x | Gives a container access to the host: `docker run --privileged x`",
        "kubectl scale --replicas=3 x | Changes deployed infrastructure or services: `kubectl scale --replicas=3 x`"
      })
  void theCategoryOfTheRuleChoosesTheReason(String line, String reason) {
    assertEquals(high(reason), assess(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vault write secret/a key=hunter2 | vault write …",
        "heroku config:set KEY=hunter2 | heroku config:set …",
        "docker login -u me -p hunter2 | docker login …"
      })
  void aReasonAboutCredentialsOmitsTheirValues(String line, String shown) {
    assertEquals(
        high("Creates or changes credentials, keys or access rights: `" + shown + "`"),
        assess(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"npm test", "docker ps", "kubectl get pods", "pip install x", "npm run publish-x"})
  void otherSubcommandsNeedNoApproval(String line) {
    assertEquals(Optional.empty(), assess(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pip install git+https://x.y/z | Installs packages from an unverified source",
        "npx github:me/tool | Installs or runs code from a URL",
        "docker run -v /:/host x | Mounts host files into a container",
        "docker run --network host x | Shares host namespaces with a container"
      })
  void codeFromUrlsAndHostAccessOfContainersNeedApproval(String line, String effect) {
    assertEquals(high(effect + ": `" + line + "`"), assess(line));
  }
}
