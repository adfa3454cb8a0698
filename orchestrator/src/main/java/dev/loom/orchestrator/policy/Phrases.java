package dev.loom.orchestrator.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Programs with many commands, of which some destroy, publish or disclose. A phrase is a program
/// and words that stand among its arguments in this order.
final class Phrases {
  private static final String TABLE =
      """
      docker system prune
      docker volume rm
      docker volume prune
      docker image prune
      docker image rm
      docker rmi
      docker rm
      docker container prune
      docker container rm
      docker network prune
      docker network rm
      docker builder prune
      docker push
      docker login
      docker --privileged
      docker --pid=host
      docker --net=host
      docker --cap-add
      docker --security-opt
      docker --device
      docker --userns=host
      docker --volumes-from
      docker compose down -v
      docker compose down --volumes
      docker compose rm
      docker stack rm
      docker swarm leave
      docker swarm init
      docker context
      docker cp
      docker kill
      docker service rm
      docker secret
      docker plugin install
      docker import
      docker load
      docker-compose down -v
      docker-compose down --volumes
      docker-compose rm
      podman system prune
      podman system reset
      podman volume rm
      podman volume prune
      podman rmi
      podman rm
      podman --privileged
      podman push
      kubectl delete
      kubectl drain
      kubectl cordon
      kubectl replace --force
      kubectl apply --prune
      kubectl scale --replicas=0
      kubectl scale --replicas
      kubectl patch
      kubectl edit
      kubectl cp
      kubectl proxy
      kubectl port-forward
      kubectl create secret
      kubectl rollout undo
      kubectl taint
      kubectl config delete-context
      kubectl config set-credentials
      kubectl get secret
      kubectl get secrets
      oc delete
      oc adm
      helm uninstall
      helm delete
      helm rollback
      helm push
      helm upgrade --force
      helm plugin install
      kind delete
      minikube delete
      k3d cluster delete
      kustomize --enable-alpha-plugins
      terraform destroy
      terraform apply
      terraform state rm
      terraform state push
      terraform taint
      terraform force-unlock
      terraform workspace delete
      terraform import
      tofu destroy
      tofu apply
      tofu state rm
      terragrunt destroy
      terragrunt apply
      terragrunt run-all
      pulumi destroy
      pulumi up
      pulumi stack rm
      cdk destroy
      cdk deploy
      sam delete
      sam deploy
      serverless remove
      serverless deploy
      sls remove
      sls deploy
      aws s3 rm
      aws s3 rb
      aws s3 mv
      aws s3 cp
      aws s3 sync
      aws s3api delete*
      aws s3api put*
      aws delete*
      aws terminate*
      aws deregister*
      aws remove*
      aws destroy*
      aws put*
      aws create-access-key
      aws stop*
      aws purge*
      aws detach*
      aws revoke*
      aws schedule-key-deletion
      aws get-secret-value
      aws configure
      aws ssm send-command
      gcloud delete
      gcloud rm
      gcloud remove*
      gcloud reset
      gcloud ssh
      gcloud deploy
      gcloud versions access
      gcloud auth print-access-token
      gsutil rm
      gsutil rb
      gsutil mv
      gsutil rsync
      gsutil cp
      az delete
      az purge
      az remove
      az deallocate
      az vm run-command
      doctl delete
      doctl destroy
      linode-cli delete
      hcloud delete
      fly destroy
      fly deploy
      flyctl destroy
      flyctl deploy
      fly secrets
      heroku apps:destroy
      heroku pg:reset
      heroku destroy
      heroku config:set
      heroku ps:kill
      vercel rm
      vercel remove
      vercel --prod
      vercel deploy
      netlify deploy
      netlify sites:delete
      wrangler delete
      wrangler deploy
      wrangler publish
      wrangler secret
      firebase deploy
      firebase firestore:delete
      firebase database:remove
      supabase db reset
      supabase db push
      prisma migrate reset
      prisma db push
      npx prisma migrate reset
      npx prisma db push
      knex migrate:rollback
      sequelize db:drop
      sequelize db:migrate:undo:all
      typeorm schema:drop
      alembic downgrade
      flyway clean
      liquibase dropAll
      liquibase drop-all
      liquibase rollback
      rails db:drop
      rails db:reset
      rails db:purge
      rails db:rollback
      rake db:drop
      rake db:reset
      rails runner
      rails console
      artisan migrate:fresh
      artisan migrate:reset
      artisan migrate:refresh
      artisan db:wipe
      artisan tinker
      php artisan migrate:fresh
      php artisan migrate:reset
      php artisan migrate:refresh
      php artisan db:wipe
      manage.py flush
      manage.py sqlflush
      manage.py reset_db
      manage.py shell
      python manage.py flush
      python3 manage.py flush
      python manage.py reset_db
      python3 manage.py reset_db
      python manage.py shell
      python3 manage.py shell
      mix ecto.drop
      mix ecto.reset
      mix hex.publish
      mysqladmin drop
      mysqladmin shutdown
      mysqladmin flush*
      dropdb
      dropuser
      pg_ctl stop
      pg_restore --clean
      pg_restore -c
      pg_dropcluster
      initdb
      mongorestore --drop
      mongodump
      etcdctl del
      etcdctl snapshot restore
      consul kv delete
      vault delete
      vault kv delete
      vault kv destroy
      vault kv get
      vault read
      vault secrets disable
      vault operator seal
      vault write
      rabbitmqctl reset
      rabbitmqctl delete_queue
      rabbitmqctl force_reset
      rabbitmqctl purge_queue
      kafka-topics --delete
      kafka-topics.sh --delete
      npm publish
      npm unpublish
      npm deprecate
      npm owner
      npm token
      npm login
      npm adduser
      npm access
      npm dist-tag
      npm config set
      npm set-script
      npm pkg set
      npm hook
      npm star
      npm cache clean --force
      npm cache clean
      npm explore
      yarn publish
      yarn npm publish
      yarn config set
      pnpm publish
      pnpm config set
      pnpm store prune
      bun publish
      bun eval
      bun -e
      deno eval
      deno publish
      deno -A
      deno --allow-all
      deno --allow-run
      lerna publish
      changeset publish
      semantic-release
      np
      release-it
      cargo publish
      cargo yank
      cargo owner
      cargo login
      cargo uninstall
      cargo install --git
      pip uninstall
      pip3 uninstall
      pip config set
      pip --index-url
      pip --extra-index-url
      pip -i
      pip --trusted-host
      pip3 --index-url
      pip3 --extra-index-url
      twine upload
      poetry publish
      poetry config
      flit publish
      hatch publish
      uv publish
      pdm publish
      setup.py upload
      python setup.py upload
      conda remove
      conda env remove
      conda clean
      gem push
      gem yank
      gem uninstall
      gem signin
      dotnet nuget push
      dotnet nuget delete
      nuget push
      nuget delete
      mvn deploy
      mvn deploy:deploy
      mvn deploy:deploy-file
      mvn release:perform
      mvn release:prepare
      mvn exec:exec
      mvnw deploy
      mvnw release:perform
      gradle publish
      gradlew publish
      gradle publishPlugins
      gradlew publishPlugins
      gradle closeAndReleaseRepository
      goreleaser release
      goreleaser
      composer global remove
      stack upload
      cabal upload
      dart pub publish
      flutter pub publish
      pub publish
      pod trunk
      luarocks upload
      opam publish
      vsce publish
      ovsx publish
      twine
      snapcraft upload
      fastlane
      gh repo delete
      gh repo archive
      gh repo edit
      gh release delete
      gh release create
      gh release upload
      gh secret
      gh variable
      gh auth
      gh api -X
      gh api --method
      gh api -f
      gh api -F
      gh pr merge
      gh issue delete
      gh run delete
      gh workflow run
      gh workflow disable
      gh gist create
      gh ssh-key
      gh gpg-key
      gh alias
      gh extension
      gh cache delete
      gh label delete
      gh codespace delete
      glab repo delete
      glab mr merge
      glab api -X
      hub delete
      hub api
      hub fork
      svn delete
      svn revert
      svn commit
      hg strip
      hg purge
      hg update --clean
      hg update -C
      hg rollback
      hg --config
      jj abandon
      bfg
      git-filter-repo
      git-filter-branch
      apt remove
      apt purge
      apt autoremove
      apt install
      apt upgrade
      apt-get remove
      apt-get purge
      apt-get autoremove
      apt-get install
      apt-get upgrade
      apt-get dist-upgrade
      apt-get -o
      apt-key
      add-apt-repository
      dpkg -i
      dpkg -r
      dpkg -P
      dpkg --purge
      dpkg --remove
      dpkg --install
      yum remove
      yum install
      yum erase
      dnf remove
      dnf install
      dnf erase
      rpm -e
      rpm -i
      rpm -U
      rpm -ivh
      rpm --erase
      zypper remove
      zypper install
      pacman -R
      pacman -Rns
      pacman -Rs
      pacman -S
      pacman -Syu
      apk del
      apk add
      emerge --unmerge
      snap remove
      snap install
      flatpak uninstall
      port uninstall
      choco uninstall
      choco install
      winget uninstall
      scoop uninstall
      nix-collect-garbage
      nix-env -e
      nix-env -i
      nix store gc
      guix gc
      virsh destroy
      virsh undefine
      VBoxManage unregistervm
      vboxmanage unregistervm
      vagrant destroy
      vagrant ssh
      multipass delete
      multipass purge
      lxc delete
      incus delete
      qm destroy
      pct destroy
      lxc-destroy
      proxmox destroy
      pm2 delete
      pm2 kill
      pm2 startup
      supervisorctl stop
      supervisorctl shutdown
      nginx -s
      apachectl stop
      redis-cli flushall
      gpg --delete-key
      gpg --delete-secret-keys
      gpg --delete-keys
      gpg --export-secret-keys
      gpg --import
      gpg --delete-secret-and-public-key
      gpg2 --export-secret-keys
      ssh-keygen -f
      ssh-keygen -R
      ssh-keygen -t
      pass rm
      pass show
      pass insert
      op item delete
      op item get
      op read
      keytool -delete
      keytool -importcert
      openssl s_client
      openssl engine
      trivy --reset
      journalctl --vacuum-size
      journalctl --vacuum-time
      journalctl --rotate
      dmesg -c
      dmesg -C
      restic forget
      restic prune
      borg delete
      borg prune
      duplicity remove-all-but-n-full
      rclone purge
      rclone delete
      rclone sync
      mc rm
      mc rb
      mc mirror --remove
      s3cmd del
      s3cmd rb
      s3cmd sync
      s5cmd rm
      b2 delete-file-version
      ipfs repo gc
      busctl call
      dbus-send
      gdbus call
      crictl rmi
      crictl rm
      ctr images rm
      skopeo delete
      skopeo copy
      buildah rm
      buildah rmi
      crane delete
      oras delete
      cosign sign
      argocd app delete
      flux uninstall
      flux delete
      istioctl uninstall
      linkerd uninstall
      eksctl delete
      kops delete
      rke remove
      talosctl reset
      packer build -force
      gdb -ex
      gdb --eval-command
      gdb -x
      gdb -p
      lldb -o
      lldb -p
      strace -p
      gcore
      valgrind --db-command
      xterm -e
      gnome-terminal --
      konsole -e
      screen -X
      tmux send-keys
      tmux kill-server
      script --command
      logger -f
      mail -s
      mailx
      sendmail
      mutt
      osascript
      xdotool
      ydotool
      wget --use-askpass
      pip install git+*
      npm install git+*
      """;

  private static final Map<String, List<List<String>>> BY_PROGRAM =
      TABLE
          .lines()
          .map(line -> Arrays.asList(line.strip().split(" ")))
          .collect(Collectors.groupingBy(List::getFirst));

  private Phrases() {}

  static Optional<Danger> judge(Call call) {
    for (var phrase : BY_PROGRAM.getOrDefault(call.program(), List.of())) {
      if (says(call, phrase.subList(1, phrase.size()))) {
        return call.destroys("It destroys, publishes, installs or discloses something");
      }
    }
    return fromUrl(call);
  }

  private static boolean says(Call call, List<String> phrase) {
    int said = 0;
    for (var word : call.words()) {
      if (said < phrase.size() && isSaid(word.text(), phrase.get(said))) {
        said++;
      }
    }
    return said == phrase.size();
  }

  private static boolean isSaid(String word, String said) {
    return said.endsWith("*")
        ? word.startsWith(said.substring(0, said.length() - 1))
        : word.equals(said)
            || said.startsWith("--") && word.startsWith(said) && word.charAt(said.length()) == '=';
  }

  /// What a package manager fetches from an address may run when it is installed.
  private static Optional<Danger> fromUrl(Call call) {
    boolean installs =
        switch (call.program()) {
          case "npm",
              "pnpm",
              "yarn",
              "bun",
              "npx",
              "bunx",
              "uvx",
              "pip",
              "pip3",
              "pipx",
              "uv",
              "gem",
              "cargo",
              "deno",
              "cpan",
              "cpanm",
              "luarocks",
              "conda",
              "easy_install",
              "poetry",
              "helm" ->
              true;
          default -> false;
        };
    if (installs
        && call.arguments().stream()
            .anyMatch(
                word ->
                    word.contains("://") && !word.startsWith("--registry")
                        || word.startsWith("git+")
                        || word.startsWith("git@")
                        || word.startsWith("github:")
                        || word.startsWith("gist:"))) {
      return call.destroys("It installs or runs what an address holds");
    }
    return mounts(call);
  }

  /// A container that is given the machine's own folders is no container.
  private static Optional<Danger> mounts(Call call) {
    if (!List.of("docker", "podman", "nerdctl", "docker-compose").contains(call.program())) {
      return Optional.empty();
    }
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.argument(i);
      boolean volume = i > 0 && List.of("-v", "--volume", "--mount").contains(call.argument(i - 1));
      var value =
          volume
              ? word
              : word.startsWith("--volume=") || word.startsWith("--mount=")
                  ? word.substring(word.indexOf('=') + 1)
                  : word.startsWith("-v") && word.length() > 2 ? word.substring(2) : "";
      if (value.startsWith("/:")
          || value.startsWith("~")
          || value.contains("docker.sock")
          || value.matches(".*(source|src)=(/|~)(,.*|etc.*|root.*|var.*|home.*|)")
          || value.indexOf(':') > 0
              && !value.startsWith("/tmp")
              && ProtectedPath.is(value.substring(0, value.indexOf(':')))) {
        return call.destroys("It gives a container the machine's own files");
      }
      if (List.of("--pid", "--net", "--network", "--ipc", "--userns", "--uts").contains(word)
          && call.argument(i + 1).equals("host")) {
        return call.destroys("It gives a container the machine itself");
      }
    }
    return Optional.empty();
  }
}
