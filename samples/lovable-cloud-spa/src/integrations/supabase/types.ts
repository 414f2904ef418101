export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[]

export type Database = {
  // Lets createClient pick the options of this PostgREST version
  __InternalSupabase: {
    PostgrestVersion: "13.0.5"
  }
  public: {
    Tables: {
      announcements: {
        Row: {
          body: string
          created_at: string
          created_by: string | null
          id: string
          published: boolean
          title: string
          updated_at: string
        }
        Insert: {
          body?: string
          created_at?: string
          created_by?: string | null
          id?: string
          published?: boolean
          title: string
          updated_at?: string
        }
        Update: {
          body?: string
          created_at?: string
          created_by?: string | null
          id?: string
          published?: boolean
          title?: string
          updated_at?: string
        }
        Relationships: []
      }
      bookings: {
        Row: {
          cancelled_at: string | null
          created_at: string
          id: string
          price_pence: number
          reminded_at: string | null
          session_id: string
          status: Database["public"]["Enums"]["booking_status"]
          updated_at: string
          user_id: string
        }
        Insert: {
          cancelled_at?: string | null
          created_at?: string
          id?: string
          price_pence: number
          reminded_at?: string | null
          session_id: string
          status?: Database["public"]["Enums"]["booking_status"]
          updated_at?: string
          user_id: string
        }
        Update: {
          cancelled_at?: string | null
          created_at?: string
          id?: string
          price_pence?: number
          reminded_at?: string | null
          session_id?: string
          status?: Database["public"]["Enums"]["booking_status"]
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "bookings_session_id_fkey"
            columns: ["session_id"]
            isOneToOne: false
            referencedRelation: "sessions"
            referencedColumns: ["id"]
          },
        ]
      }
      maker_notes: {
        Row: {
          body: string
          created_at: string
          id: string
          updated_at: string
          user_id: string
          workshop_id: string | null
        }
        Insert: {
          body: string
          created_at?: string
          id?: string
          updated_at?: string
          user_id?: string
          workshop_id?: string | null
        }
        Update: {
          body?: string
          created_at?: string
          id?: string
          updated_at?: string
          user_id?: string
          workshop_id?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "maker_notes_workshop_id_fkey"
            columns: ["workshop_id"]
            isOneToOne: false
            referencedRelation: "workshops"
            referencedColumns: ["id"]
          },
        ]
      }
      materials: {
        Row: {
          cost_pence: number
          created_at: string
          id: string
          included: boolean
          name: string
          workshop_id: string
        }
        Insert: {
          cost_pence?: number
          created_at?: string
          id?: string
          included?: boolean
          name: string
          workshop_id: string
        }
        Update: {
          cost_pence?: number
          created_at?: string
          id?: string
          included?: boolean
          name?: string
          workshop_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "materials_workshop_id_fkey"
            columns: ["workshop_id"]
            isOneToOne: false
            referencedRelation: "workshops"
            referencedColumns: ["id"]
          },
        ]
      }
      payments: {
        Row: {
          amount_pence: number
          booking_id: string
          created_at: string
          id: string
          provider_event_id: string
          status: Database["public"]["Enums"]["payment_status"]
          user_id: string
        }
        Insert: {
          amount_pence: number
          booking_id: string
          created_at?: string
          id?: string
          provider_event_id: string
          status: Database["public"]["Enums"]["payment_status"]
          user_id: string
        }
        Update: {
          amount_pence?: number
          booking_id?: string
          created_at?: string
          id?: string
          provider_event_id?: string
          status?: Database["public"]["Enums"]["payment_status"]
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "payments_booking_id_fkey"
            columns: ["booking_id"]
            isOneToOne: false
            referencedRelation: "bookings"
            referencedColumns: ["id"]
          },
        ]
      }
      profiles: {
        Row: {
          avatar_url: string | null
          bio: string | null
          created_at: string
          full_name: string
          id: string
          updated_at: string
        }
        Insert: {
          avatar_url?: string | null
          bio?: string | null
          created_at?: string
          full_name?: string
          id: string
          updated_at?: string
        }
        Update: {
          avatar_url?: string | null
          bio?: string | null
          created_at?: string
          full_name?: string
          id?: string
          updated_at?: string
        }
        Relationships: []
      }
      reviews: {
        Row: {
          author_name: string
          body: string
          created_at: string
          id: string
          published: boolean
          rating: number
          updated_at: string
          user_id: string | null
          workshop_id: string
        }
        Insert: {
          author_name?: string
          body: string
          created_at?: string
          id?: string
          published?: boolean
          rating: number
          updated_at?: string
          user_id?: string | null
          workshop_id: string
        }
        Update: {
          author_name?: string
          body?: string
          created_at?: string
          id?: string
          published?: boolean
          rating?: number
          updated_at?: string
          user_id?: string | null
          workshop_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "reviews_workshop_id_fkey"
            columns: ["workshop_id"]
            isOneToOne: false
            referencedRelation: "workshops"
            referencedColumns: ["id"]
          },
        ]
      }
      sessions: {
        Row: {
          capacity: number
          created_at: string
          ends_at: string
          id: string
          room: string
          starts_at: string
          updated_at: string
          workshop_id: string
        }
        Insert: {
          capacity?: number
          created_at?: string
          ends_at: string
          id?: string
          room?: string
          starts_at: string
          updated_at?: string
          workshop_id: string
        }
        Update: {
          capacity?: number
          created_at?: string
          ends_at?: string
          id?: string
          room?: string
          starts_at?: string
          updated_at?: string
          workshop_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "sessions_workshop_id_fkey"
            columns: ["workshop_id"]
            isOneToOne: false
            referencedRelation: "workshops"
            referencedColumns: ["id"]
          },
        ]
      }
      user_roles: {
        Row: {
          created_at: string
          id: string
          role: Database["public"]["Enums"]["app_role"]
          user_id: string
        }
        Insert: {
          created_at?: string
          id?: string
          role: Database["public"]["Enums"]["app_role"]
          user_id: string
        }
        Update: {
          created_at?: string
          id?: string
          role?: Database["public"]["Enums"]["app_role"]
          user_id?: string
        }
        Relationships: []
      }
      waitlist_entries: {
        Row: {
          created_at: string
          id: string
          offered_at: string | null
          session_id: string
          user_id: string
        }
        Insert: {
          created_at?: string
          id?: string
          offered_at?: string | null
          session_id: string
          user_id?: string
        }
        Update: {
          created_at?: string
          id?: string
          offered_at?: string | null
          session_id?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "waitlist_entries_session_id_fkey"
            columns: ["session_id"]
            isOneToOne: false
            referencedRelation: "sessions"
            referencedColumns: ["id"]
          },
        ]
      }
      workshops: {
        Row: {
          craft: string
          created_at: string
          description: string
          host_name: string
          id: string
          instructor_id: string | null
          level: Database["public"]["Enums"]["workshop_level"]
          photo_url: string | null
          price_pence: number
          slug: string
          status: Database["public"]["Enums"]["workshop_status"]
          summary: string
          title: string
          updated_at: string
        }
        Insert: {
          craft: string
          created_at?: string
          description?: string
          host_name: string
          id?: string
          instructor_id?: string | null
          level?: Database["public"]["Enums"]["workshop_level"]
          photo_url?: string | null
          price_pence: number
          slug: string
          status?: Database["public"]["Enums"]["workshop_status"]
          summary?: string
          title: string
          updated_at?: string
        }
        Update: {
          craft?: string
          created_at?: string
          description?: string
          host_name?: string
          id?: string
          instructor_id?: string | null
          level?: Database["public"]["Enums"]["workshop_level"]
          photo_url?: string | null
          price_pence?: number
          slug?: string
          status?: Database["public"]["Enums"]["workshop_status"]
          summary?: string
          title?: string
          updated_at?: string
        }
        Relationships: []
      }
    }
    Views: {
      upcoming_sessions: {
        Row: {
          capacity: number | null
          craft: string | null
          ends_at: string | null
          host_name: string | null
          level: Database["public"]["Enums"]["workshop_level"] | null
          photo_url: string | null
          price_pence: number | null
          room: string | null
          session_id: string | null
          slug: string | null
          starts_at: string | null
          summary: string | null
          title: string | null
          workshop_id: string | null
        }
        Relationships: []
      }
    }
    Functions: {
      book_place: {
        Args: { session_id: string }
        Returns: string
      }
      cancel_booking: {
        Args: { booking_id: string }
        Returns: boolean
      }
      has_role: {
        Args: { _user_id: string, _role: Database["public"]["Enums"]["app_role"] }
        Returns: boolean
      }
      runs_session: {
        Args: { _user_id: string, _session_id: string }
        Returns: boolean
      }
      runs_workshop: {
        Args: { _user_id: string, _workshop_id: string }
        Returns: boolean
      }
      workshop_availability: {
        Args: { workshop?: string }
        Returns: {
          capacity: number
          places_left: number
          session_id: string
        }[]
      }
    }
    Enums: {
      app_role: "admin" | "instructor" | "member"
      booking_status: "confirmed" | "cancelled" | "attended"
      payment_status: "paid" | "refunded"
      workshop_level: "beginner" | "improver" | "advanced" | "all_levels"
      workshop_status: "draft" | "published" | "archived"
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
}

type PublicSchema = Database["public"]

export type Tables<Name extends keyof (PublicSchema["Tables"] & PublicSchema["Views"])> =
  (PublicSchema["Tables"] & PublicSchema["Views"])[Name] extends { Row: infer Row } ? Row : never

export type TablesInsert<Name extends keyof PublicSchema["Tables"]> =
  PublicSchema["Tables"][Name] extends { Insert: infer Insert } ? Insert : never

export type TablesUpdate<Name extends keyof PublicSchema["Tables"]> =
  PublicSchema["Tables"][Name] extends { Update: infer Update } ? Update : never

export type Enums<Name extends keyof PublicSchema["Enums"]> = PublicSchema["Enums"][Name]

export const Constants = {
  public: {
    Enums: {
      app_role: ["admin", "instructor", "member"],
      booking_status: ["confirmed", "cancelled", "attended"],
      payment_status: ["paid", "refunded"],
      workshop_level: ["beginner", "improver", "advanced", "all_levels"],
      workshop_status: ["draft", "published", "archived"],
    },
  },
} as const
