package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Bucket;
import io.homeport.specs.catalogue.Catalogue.Relation;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Refusal;
import io.homeport.specs.material.Measurement.Cell;
import io.homeport.specs.material.Measurement.Trial;
import io.homeport.specs.scratch.TrialSession;
import io.homeport.specs.scratch.TrialSession.Outcome.Done;
import io.homeport.specs.scratch.TrialSession.Outcome.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The same as {@link TableTrials} for the files of each bucket: by convention a user's files are in
 * a folder that is named after his id.
 */
final class FileTrials {

  private static final Relation OBJECTS = new Relation("storage", "objects");
  private static final List<String> PATHS =
      List.of("%s/file.png", "%s/folder/file.png", "folder/%s/file.png", "%s.png");

  private final Catalogue catalogue;
  private final TrialSession session;
  private final Map<String, List<Stock.Row>> files = new TreeMap<>();
  private final Map<Cell, Trial> cells = new TreeMap<>(TableTrials.BY_NAME);
  private final Map<Cell, TableTrials.Shown> shown = new TreeMap<>(TableTrials.BY_NAME);

  FileTrials(Catalogue catalogue, TrialSession session) {
    this.catalogue = catalogue;
    this.session = session;
  }

  Map<Cell, Trial> cells() {
    return cells;
  }

  Map<Cell, TableTrials.Shown> shown() {
    return shown;
  }

  /** Makes files of each person in each bucket. */
  void fill(TrialSession owner, List<Person> people) {
    owner.begin(List.of("set local search_path = public, extensions"));
    for (var bucket : catalogue.buckets()) {
      var made = new ArrayList<Stock.Row>();
      for (var person : people) {
        for (String path : PATHS) {
          var file = file(bucket, person, path, "");
          if (owner.keep(String.valueOf(file.insert())) instanceof Done) {
            made.add(file);
          }
        }
      }
      files.put(bucket.id(), made);
    }
    owner.commit();
  }

  private static Stock.Row file(Bucket bucket, Person person, String path, String prefix) {
    String name =
        path.formatted(person.id())
            .replace("file", prefix + "file")
            .replace(".png", prefix + ".png");
    String id = PlausibleValues.id(bucket.id() + name);
    return new Stock.Row(
        OBJECTS,
        id,
        "id = '%s'".formatted(id),
        person,
        Map.of("name", name),
        "insert into storage.objects (id, bucket_id, name, owner, owner_id, metadata) values ('%s', %s, '%s', '%s', '%s', '{\"mimetype\":\"image/png\"}')"
            .formatted(id, Sql.text(bucket.id()), name, person.id(), person.id()),
        List.of());
  }

  void tryAll(Asking asking) {
    session.begin(asking.statements());
    for (var bucket : catalogue.buckets()) {
      var there = files.getOrDefault(bucket.id(), List.of());
      put(
          asking,
          bucket,
          Action.SELECT,
          reach(
              asking,
              bucket,
              there,
              Action.SELECT,
              "select id::text from storage.objects where %s"));
      put(asking, bucket, Action.INSERT, add(asking, bucket));
      put(
          asking,
          bucket,
          Action.UPDATE,
          reach(
              asking,
              bucket,
              there,
              Action.UPDATE,
              "update storage.objects set metadata = metadata where %s"));
      put(
          asking,
          bucket,
          Action.DELETE,
          reach(asking, bucket, there, Action.DELETE, "delete from storage.objects where %s"));
    }
    session.rollback();
  }

  private void put(Asking asking, Bucket bucket, Action action, Reach reach) {
    if (reach.known()) {
      cells.put(
          new Cell(asking.role(), bucket.id(), action),
          new Trial(
              reach.access(),
              reach.access() == Access.NONE ? reach.refusal() : null,
              List.of(),
              null));
    }
  }

  private record Reach(boolean known, Access access, Refusal refusal) {}

  private Reach reach(
      Asking asking, Bucket bucket, List<Stock.Row> there, Action action, String statement) {
    var reached = new ArrayList<Stock.Row>();
    var refusal = Refusal.POLICY;
    String all =
        there.stream().map(Stock.Row::condition).collect(Collectors.joining(" or ", "(", ")"));
    switch (session.attempt(statement.formatted(there.isEmpty() ? "false" : all))) {
      case Done done when action == Action.SELECT ->
          there.stream().filter(file -> done.values().contains(file.key())).forEach(reached::add);
      case Done done when done.changed() == 0 -> {
        // Nothing is reached.
      }
      case Done done when done.changed() == there.size() -> reached.addAll(there);
      case Refused refused when Refusals.of(refused) == Refusal.NO_GRANT ->
          refusal = Refusal.NO_GRANT;
      case Done _, Refused _ -> {
        for (var file : there) {
          switch (session.attempt(statement.formatted(file.condition()))) {
            case Done done when done.changed() > 0 -> reached.add(file);
            case Done _ -> {
              // Not this one.
            }
            case Refused refused -> refusal = Refusals.of(refused);
            case TrialSession.Outcome.Stopped _ -> {
              return new Reach(false, Access.NONE, refusal);
            }
          }
        }
      }
      case TrialSession.Outcome.Stopped _ -> {
        return new Reach(false, Access.NONE, refusal);
      }
    }
    reached.stream()
        .filter(file -> file.isOf(Person.OTHER))
        .findFirst()
        .ifPresent(file ->
            shown.put(
                new Cell(asking.role(), bucket.id(), action),
                new TableTrials.Shown(
                    asking,
                    file.inserts(),
                    statement.replace("id::text", "name").formatted(file.condition()),
                    action == Action.SELECT)));
    boolean others = reached.stream().anyMatch(file -> !asking.owns(file));
    var access =
        reached.isEmpty()
            ? Access.NONE
            : reached.size() == there.size() ? Access.ALL : others ? Access.SOME : Access.OWN;
    return new Reach(!there.isEmpty(), access, refusal);
  }

  private Reach add(Asking asking, Bucket bucket) {
    int own = 0;
    int others = 0;
    var refusal = Refusal.POLICY;
    for (String path : PATHS) {
      for (var person :
          asking.person() == null
              ? List.of(Person.OTHER)
              : List.of(asking.person(), Person.OTHER)) {
        var file = file(bucket, person, path, "-new");
        // Whoever adds a file is its owner, whatever folder he puts it into.
        String insert = String.valueOf(file.insert());
        String statement =
            asking.person() == null
                ? insert.replace(
                    "'%s', '%s', '{".formatted(person.id(), person.id()), "null, null, '{")
                : insert.replace(
                    "'%s', '%s', '{".formatted(person.id(), person.id()),
                    "'%1$s', '%1$s', '{".formatted(asking.person().id()));
        switch (session.attempt(statement)) {
          case Done _ -> {
            if (asking.person() != null && person.equals(asking.person())) {
              own++;
            } else {
              others++;
              shown.putIfAbsent(
                  new Cell(asking.role(), bucket.id(), Action.INSERT),
                  new TableTrials.Shown(asking, List.of(), statement, false));
            }
          }
          case Refused refused -> refusal = Refusals.of(refused);
          case TrialSession.Outcome.Stopped _ -> {
            return new Reach(false, Access.NONE, refusal);
          }
        }
      }
    }
    var access =
        own + others == 0
            ? Access.NONE
            : others == PATHS.size() ? Access.ALL : others == 0 ? Access.OWN : Access.SOME;
    return new Reach(true, access, refusal);
  }
}
