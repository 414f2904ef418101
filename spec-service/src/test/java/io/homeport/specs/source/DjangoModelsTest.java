package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Database;
import io.homeport.specs.declared.Declared.Entity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjangoModelsTest {

  private static final String LIBRARY =
      """
      from django.conf import settings
      from django.db import models
      class Stamped(models.Model):
          created = models.DateTimeField(auto_now_add=True)
          class Meta:
              abstract = True
      class Author(models.Model):
          slug = models.SlugField(primary_key=True)
          name = models.CharField(max_length=80, unique=True, help_text="As printed.")
      class Book(Stamped):
          title = models.CharField(max_length=200, default="")
          author = models.ForeignKey("library.Author", on_delete=models.CASCADE)
          lender = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
          before = models.OneToOneField("self", null=True, on_delete=models.DO_NOTHING)
          shelves = models.ManyToManyField("Shelf")
          class Meta:
              unique_together = (("author", "title"),)
              constraints = [models.UniqueConstraint(fields=["title"], condition=Q(x=1), name="a")]
      class Shelf(models.Model):
          class Meta:
              db_table = "shelves"
      class Helper:
          text = models.TextField()
      """;

  @TempDir private Path folder;

  @Test
  void models_have_their_fields_with_the_keys_that_django_adds() {
    var declared =
        new HandMade(folder)
            .with("backend/library/models.py", LIBRARY)
            .with("backend/site/settings.py", "ENGINE = 'django.db.backends.postgresql'\n")
            .read()
            .declared();

    assertThat(declared.entities())
        .extracting(Entity::name, Entity::identifier, Entity::unique, Entity::database)
        .containsExactly(
            tuple("library_author", List.of("slug"), List.of(List.of("name")), Database.POSTGRES),
            tuple(
                "library_book",
                List.of("id"),
                List.of(List.of("before_id"), List.of("author_id", "title")),
                Database.POSTGRES),
            tuple(
                "library_book_shelves",
                List.of("id"),
                List.of(List.of("book_id", "shelf_id")),
                Database.POSTGRES),
            tuple("shelves", List.of("id"), List.of(), Database.POSTGRES),
            tuple("auth_user", List.of("id"), List.of(List.of("username")), Database.POSTGRES));
    assertThat(entity(declared, "library_book").attributes())
        .extracting("name", "type", "required", "defaultValue", "generated")
        .containsExactly(
            tuple("id", "BigAutoField", true, null, true),
            tuple("created", "DateTimeField", true, "auto_now_add", false),
            tuple("title", "CharField(200)", true, "\"\"", false),
            tuple("author_id", "ForeignKey", true, null, false),
            tuple("lender_id", "ForeignKey", false, null, false),
            tuple("before_id", "OneToOneField", false, null, false));
  }

  @Test
  void fields_that_refer_to_others_are_relationships() {
    var declared =
        new HandMade(folder)
            .with("library/models.py", LIBRARY)
            .with("other/models.py", "from tortoise import models\nclass Row(models.Model): pass\n")
            .with("requirements.txt", "django\npsycopg2-binary==2.9\n")
            .read()
            .declared();

    assertThat(declared.entities()).extracting(Entity::name).doesNotContain("other_row");
    assertThat(declared.entities()).extracting(Entity::database).containsOnly(Database.POSTGRES);

    assertThat(declared.relationships())
        .extracting("from", "fromAttributes", "to", "toAttributes", "one", "required", "onDelete")
        .containsExactly(
            book("author_id", "library_author", "slug", false, true, "cascade"),
            book("lender_id", "auth_user", "id", false, false, "set null"),
            book("before_id", "library_book", "id", true, false, "do nothing"),
            tuple(
                "library_book_shelves",
                List.of("book_id"),
                "library_book",
                List.of("id"),
                false,
                true,
                "cascade"),
            tuple(
                "library_book_shelves",
                List.of("shelf_id"),
                "shelves",
                List.of("id"),
                false,
                true,
                "cascade"));
  }

  @Test
  void users_of_the_apps_own_have_what_django_gives_them() {
    var declared =
        new HandMade(folder)
            .with(
                "people/models.py",
                """
                from django.contrib.auth.models import AbstractUser
                from django.db import models
                class Member(AbstractUser):
                    phone = models.CharField(max_length=20)
                class Note(models.Model):
                    by = models.ForeignKey(get_user_model(), models.CASCADE)
                """)
            .read()
            .declared();

    assertThat(entity(declared, "people_member").attributes())
        .extracting("name")
        .contains("id", "username", "is_staff", "phone");
    assertThat(declared.relationships())
        .extracting("from", "to", "onDelete")
        .containsExactly(tuple("people_note", "people_member", "cascade"));
  }

  @Test
  void queries_are_found_with_what_they_do() {
    var facts =
        new HandMade(folder)
            .with("library/models.py", LIBRARY)
            .with(
                "library/views.py",
                """
                from django.contrib.auth.models import User
                from .models import Author, Book
                def change(request, pk):
                    Book.objects.all()
                    Book.objects.filter(author__name="x").update(title="y")
                    Author.objects.get_or_create(slug="s", defaults={"name": "n"})
                    book = get_object_or_404(Book, pk=pk)
                    book.title = "z"
                    book.save()
                    made = Author(slug="t")
                    made.save()
                    Book.objects.exclude(title="").delete()
                    User.objects.create_user(username="u")
                    Helper.objects.all()
                    request.session.save()
                """)
            .read();

    assertThat(facts.tables())
        .extracting("name", "operations", "filters", "keys", "bounded")
        .containsExactly(
            tuple("library_book", List.of("select"), List.of(), List.of(), false),
            tuple("library_book", List.of("update"), List.of("author_id"), List.of("title"), true),
            tuple(
                "library_author",
                List.of("insert"),
                List.of("slug"),
                List.of("slug", "name"),
                true),
            tuple("library_book", List.of("select"), List.of("id"), List.of(), true),
            tuple("library_book", List.of("update"), List.of(), List.of(), true),
            tuple("library_author", List.of("insert"), List.of(), List.of(), true),
            tuple("library_book", List.of("delete"), List.of("title"), List.of(), true),
            tuple("auth_user", List.of("insert"), List.of(), List.of("username"), true));
  }

  private static org.assertj.core.groups.Tuple book(
      String column, String to, String toColumn, boolean one, boolean required, String onDelete) {
    return tuple("library_book", List.of(column), to, List.of(toColumn), one, required, onDelete);
  }

  private static Entity entity(Declared declared, String name) {
    return declared.entity(name).orElseThrow();
  }
}
