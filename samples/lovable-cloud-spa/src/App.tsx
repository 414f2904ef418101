import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { BrowserRouter, Route, Routes } from "react-router-dom";
import { Toaster } from "sonner";
import { Layout } from "@/components/Layout";
import { RequireAuth } from "@/components/RequireAuth";
import { AuthProvider } from "@/hooks/useAuth";
import Auth from "@/pages/Auth";
import Bookings from "@/pages/Bookings";
import Index from "@/pages/Index";
import NotFound from "@/pages/NotFound";
import Notes from "@/pages/Notes";
import Profile from "@/pages/Profile";
import Studio from "@/pages/Studio";
import Workshop from "@/pages/Workshop";
import Workshops from "@/pages/Workshops";

const queryClient = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 15_000 } } });

const App = () => (
  <QueryClientProvider client={queryClient}>
    <AuthProvider>
      <Toaster position="bottom-left" richColors />
      <BrowserRouter>
        <Routes>
          <Route element={<Layout />}>
            <Route path="/" element={<Index />} />
            <Route path="/workshops" element={<Workshops />} />
            <Route path="/workshops/:slug" element={<Workshop />} />
            <Route path="/auth" element={<Auth />} />
            <Route path="/bookings" element={<RequireAuth><Bookings /></RequireAuth>} />
            <Route path="/notes" element={<RequireAuth><Notes /></RequireAuth>} />
            <Route path="/profile" element={<RequireAuth><Profile /></RequireAuth>} />
            <Route path="/studio" element={<RequireAuth staff><Studio /></RequireAuth>} />
            <Route path="*" element={<NotFound />} />
          </Route>
        </Routes>
      </BrowserRouter>
    </AuthProvider>
  </QueryClientProvider>
);

export default App;
