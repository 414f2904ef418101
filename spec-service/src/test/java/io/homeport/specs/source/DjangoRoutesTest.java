package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjangoRoutesTest {

  @TempDir private Path folder;
  private HandMade app;

  @BeforeEach
  void anApp() {
    app =
        new HandMade(folder)
            .with("site/settings.py", "import django\nROOT_URLCONF = 'site.urls'\n")
            .with(
                "site/urls.py",
                """
                from django.urls import include, path
                urlpatterns = [path("api/", include("boats.urls")), path("admin/", admin.site.urls)]
                """);
  }

  @Test
  void views_have_the_paths_that_include_them_and_what_asks_first() {
    app.with(
            "boats/urls.py",
            """
            from django.urls import path, re_path
            from django.contrib.auth.decorators import login_required
            from . import views
            from .views import CrewList, BoatPage
            urlpatterns = [
                path("", views.home),
                path("boats/<int:pk>/", views.change, name="change"),
                re_path(r"^old/(?P<slug>[\\w-]+)/$", login_required(views.old)),
                path("crew/", CrewList.as_view()),
            ]
            urlpatterns += [path("page/", BoatPage.as_view())]
            """)
        .with(
            "boats/views.py",
            """
            from django.contrib.auth.decorators import login_required
            from rest_framework.decorators import api_view, permission_classes
            def home(request): return render(request, "home.html")
            @api_view(["PUT", "DELETE"])
            @permission_classes([permissions.IsAuthenticated])
            def change(request, pk): return Response({})
            def old(request, slug):
                if request.method == "POST":
                    return redirect("/")
                return render(request, "old.html")
            class CrewList(generics.ListCreateAPIView):
                permission_classes = [IsOwnerOrReadOnly]
                queryset = Crew.objects.all()
                serializer_class = CrewSerializer
            class BoatPage(LoginRequiredMixin, View):
                def get(self, request): return render(request, "boat.html")
            def unused(request): return None
            """)
        .with(
            "forgotten/urls.py",
            "from django.urls import path\nurlpatterns = [path('x/', unused)]\n");

    assertThat(routes())
        .containsExactlyInAnyOrder(
            "ALL /api/ home []",
            "PUT /api/boats/<int:pk>/ change [IsAuthenticated]",
            "DELETE /api/boats/<int:pk>/ change [IsAuthenticated]",
            "GET /api/old/<slug>/ old [login_required]",
            "POST /api/old/<slug>/ old [login_required]",
            "GET /api/crew/ CrewList []",
            "POST /api/crew/ CrewList [IsOwnerOrReadOnly]",
            "GET /api/page/ BoatPage [LoginRequiredMixin]");
  }

  @Test
  void sets_of_views_have_the_routes_that_their_router_makes() {
    app.with(
            "boats/urls.py",
            """
            from django.urls import include, path
            from rest_framework.routers import DefaultRouter
            from .views import BoatViewSet, PortViewSet
            router = DefaultRouter()
            router.register(r"boats", BoatViewSet, basename="boat")
            router.register("ports", PortViewSet)
            urlpatterns = [path("v1/", include(router.urls))]
            """)
        .with(
            "boats/models.py",
            "from django.db import models\nclass Boat(models.Model):\n    name = models.TextField()\n")
        .with(
            "boats/views.py",
            """
            from rest_framework import viewsets
            from .models import Boat
            class BoatViewSet(viewsets.ModelViewSet):
                queryset = Boat.objects.all()
                serializer_class = BoatSerializer
                http_method_names = ["get", "post", "delete"]
                @action(detail=True, methods=["post"], permission_classes=[IsCaptain])
                def launch(self, request, pk=None): return Response()
            class PortViewSet(viewsets.ReadOnlyModelViewSet):
                permission_classes = [AllowAny]
                queryset = Port.objects.all()
            """)
        .with(
            "site/rest.py",
            "REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated']}\n");

    assertThat(routes())
        .containsExactlyInAnyOrder(
            "GET /api/v1/boats/ BoatViewSet.list [IsAuthenticated]",
            "POST /api/v1/boats/ BoatViewSet.create [IsAuthenticated]",
            "GET /api/v1/boats/<pk>/ BoatViewSet.retrieve [IsAuthenticated]",
            "DELETE /api/v1/boats/<pk>/ BoatViewSet.destroy [IsAuthenticated]",
            "POST /api/v1/boats/<pk>/launch/ BoatViewSet.launch [IsCaptain]",
            "GET /api/v1/ports/ PortViewSet.list []",
            "GET /api/v1/ports/<pk>/ PortViewSet.retrieve []");
    assertThat(used("GET")).containsOnly("select boats_boat");
    assertThat(used("POST /api/v1/boats/ ")).containsOnly("insert boats_boat");
    assertThat(used("DELETE")).contains("delete boats_boat").doesNotContain("insert boats_boat");
  }

  @Test
  void a_route_is_asked_for_by_name_only_if_its_guard_asks() {
    app.with(
            "boats/urls.py",
            "from django.urls import path\nurlpatterns = [path('x/', Change.as_view())]\n")
        .with(
            "boats/views.py",
            "import django\nclass Change(UserPassesTestMixin, UpdateView):\n    model = Boat\n");

    assertThat(app.read().served())
        .extracting(each -> each.method() + " " + each.askingGuards())
        .containsExactly("GET [UserPassesTestMixin]", "POST [UserPassesTestMixin]");
  }

  private List<String> routes() {
    return app.read().served().stream().map(DjangoRoutesTest::text).toList();
  }

  private static String text(Uses.Served each) {
    return "%s %s %s %s".formatted(each.method(), each.path(), each.name(), each.guards());
  }

  /** What stands in the code of routes whose text begins so. */
  private List<String> used(String beginning) {
    var facts = app.read();
    return facts.served().stream()
        .filter(each -> text(each).startsWith(beginning))
        .flatMap(each -> facts.tables().stream().filter(use -> each.span().contains(use.place())))
        .map(use -> use.operations().getFirst() + " " + use.name())
        .distinct()
        .toList();
  }
}
