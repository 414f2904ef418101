package io.homeport.specs.drafting;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.document.Deployment;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.OpenQuestion;
import io.homeport.specs.document.OpenQuestion.Part;
import io.homeport.specs.document.Workflows;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.Uses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the snapshot leaves open. */
final class OpenQuestions {

  private final Material material;
  private final List<OpenQuestion> questions = new ArrayList<>();

  private OpenQuestions(Material material) {
    this.material = material;
  }

  static List<OpenQuestion> of(Material material, Workflows workflows, Deployment deployment) {
    var open = new OpenQuestions(material);
    open.tablesThatNoMigrationMakes();
    open.tablesThatOnlyTheTypesKnow();
    open.functionsThatNoMigrationMakes();
    open.bucketsThatNoMigrationMakes(deployment);
    open.functionsThatNothingStarts(workflows);
    open.secretsThatTheOwnerMustGive(deployment);
    open.servicesOfTheBuilder(deployment);
    open.namesThatAreComputed();
    open.entitiesThatNothingDeclares();
    open.dataOfTheBrowser(deployment);
    open.questions.sort(Comparator.comparing(OpenQuestion::id));
    return open.questions;
  }

  private void tablesThatNoMigrationMakes() {
    var known =
        Stream.concat(
                material.catalogue().tables().stream().map(Catalogue.Table::relation),
                material.catalogue().views().stream().map(Catalogue.View::relation))
            .map(Object::toString)
            .collect(Collectors.toSet());
    var missing = new TreeMap<String, List<Evidence>>();
    material.source().tables().stream()
        .filter(use -> use.via() == Uses.Via.SUPABASE)
        .filter(use -> material.source().types().entity(use.name()).isEmpty())
        .filter(use -> !known.contains(use.name()))
        .forEach(use ->
            missing
                .computeIfAbsent(use.name(), _ -> new ArrayList<>())
                .add(Evidence.at(use.place())));
    missing.forEach((name, evidence) ->
        ask(
            "missing-table-" + name,
            Part.DOMAIN,
            "The code uses the table %s, which no migration makes: what are its columns and rules?"
                .formatted(name),
            "Pages that use it fail until it exists; the live database may have it.",
            false,
            evidence));
  }

  private void tablesThatOnlyTheTypesKnow() {
    material.declared().entities().stream()
        .filter(entity -> entity.origin() == Declared.Origin.GENERATED_TYPES)
        .forEach(entity ->
            ask(
                "reconstructed-table-" + entity.name(),
                Part.DOMAIN,
                "Only the generated types know the table %s: what are its keys, its defaults and its rules on rows?"
                    .formatted(entity.name()),
                "They are in the live database, and in no file of the export.",
                false,
                List.of(Evidence.at(entity.place()))));
  }

  private void functionsThatNoMigrationMakes() {
    var known =
        material.catalogue().functions().stream()
            .map(function -> function.relation().toString())
            .collect(Collectors.toSet());
    material.source().databaseFunctions().stream()
        .filter(use ->
            material.source().types().functions().stream()
                .noneMatch(each -> each.name().equals(use.name())))
        .filter(use -> !known.contains(use.name()))
        .collect(
            Collectors.groupingBy(Uses.DatabaseFunction::name, TreeMap::new, Collectors.toList()))
        .forEach((name, uses) ->
            ask(
                "missing-function-" + name,
                Part.DOMAIN,
                "The code calls the database function %s, which no migration makes: what does it do?"
                    .formatted(name),
                "What calls it fails until it exists.",
                false,
                uses.stream().map(use -> Evidence.at(use.place())).toList()));
  }

  private void bucketsThatNoMigrationMakes(Deployment deployment) {
    deployment.buckets().stream()
        .filter(bucket -> !bucket.declared())
        .forEach(bucket ->
            ask(
                "missing-bucket-" + bucket.name(),
                Part.DEPLOYMENT,
                "The code uses the storage bucket %s, which no migration makes: is it public, and who may write?"
                    .formatted(bucket.name()),
                "Uploads fail until it exists.",
                false,
                bucket.usedBy()));
  }

  private void functionsThatNothingStarts(Workflows workflows) {
    workflows.functions().stream()
        .filter(function -> function.startedBy() == Workflows.StartedBy.UNKNOWN)
        .forEach(function ->
            ask(
                "unstarted-function-" + function.name(),
                Part.WORKFLOWS,
                "Nothing in the snapshot starts the function %s: who calls it?"
                    .formatted(function.name()),
                "A caller outside must be told the new address; if there is none, it can go.",
                false,
                function.basis().evidence()));
  }

  private void secretsThatTheOwnerMustGive(Deployment deployment) {
    deployment.variables().stream()
        .filter(variable -> variable.secret() && variable.providedBy().equals("owner"))
        .forEach(variable ->
            ask(
                "secret-" + variable.name(),
                Part.DEPLOYMENT,
                "What is the value of %s?".formatted(variable.name()),
                "It is not in the source; what reads it does not work without it.",
                false,
                variable.basis().evidence()));
  }

  private void servicesOfTheBuilder(Deployment deployment) {
    deployment.services().stream()
        .filter(Deployment.Service::ofBuilder)
        .forEach(service ->
            ask(
                "replace-" + service.name().toLowerCase(java.util.Locale.ROOT).replace(' ', '-'),
                Part.DEPLOYMENT,
                "What replaces %s?".formatted(service.name()),
                "It belongs to the builder and ends when the app leaves.",
                false,
                service.basis().evidence()));
  }

  private void namesThatAreComputed() {
    material.source().computed().stream()
        .collect(Collectors.groupingBy(Uses.Computed::what, TreeMap::new, Collectors.toList()))
        .forEach((what, uses) ->
            ask(
                "computed-" + what.replace(' ', '-'),
                Part.DOMAIN,
                "In %d places the name of a %s is computed: which can it be?"
                    .formatted(uses.size(), what),
                "What is used there is not in this spec.",
                false,
                uses.stream().limit(10).map(use -> Evidence.at(use.place())).toList()));
  }

  private void entitiesThatNothingDeclares() {
    material.declared().entities().stream()
        .filter(entity -> entity.origin() == Declared.Origin.CALLS)
        .filter(entity ->
            material.source().tables().stream()
                .anyMatch(
                    use -> use.name().equals(entity.name()) && use.via() != Uses.Via.SUPABASE))
        .forEach(entity ->
            ask(
                "undeclared-entity-" + entity.name(),
                Part.DOMAIN,
                "The code uses %s, which no file of the export declares: what else does it hold, and who may see it?"
                    .formatted(entity.name()),
                "Its attributes here are only those that calls name.",
                false,
                List.of(Evidence.at(entity.place()))));
  }

  private void dataOfTheBrowser(Deployment deployment) {
    deployment.browserData().stream()
        .filter(Deployment.BrowserData::holdsContent)
        .forEach(data ->
            ask(
                "browser-data-" + data.key(),
                Part.DOMAIN,
                "What is kept under %s lives only in each user's browser: should it be kept on the server?"
                    .formatted(data.key()),
                "It cannot be taken along or backed up, and a new address starts without it.",
                false,
                data.basis().evidence()));
  }

  private void ask(
      String id,
      Part part,
      String question,
      String why,
      boolean blocking,
      List<Evidence> evidence) {
    questions.add(new OpenQuestion(id, part, question, why, blocking, evidence));
  }
}
