export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  public: {
    Tables: {
      seed_packets: {
        Row: {
          grower_id: string | null
          id: string
          kind: Database["public"]["Enums"]["packet_kind"]
          name: string
          sown_in: string[] | null
        }
        Insert: {
          grower_id?: string | null
          id?: string
          kind?: Database["public"]["Enums"]["packet_kind"]
          name: string
          sown_in?: string[] | null
        }
        Update: {
          grower_id?: string | null
          id?: string
          kind?: Database["public"]["Enums"]["packet_kind"]
          name?: string
          sown_in?: string[] | null
        }
        Relationships: []
      }
      swaps: {
        Row: {
          done: boolean
          id: string
          packet_id: string
        }
        Insert: {
          done?: boolean
          id?: string
          packet_id: string
        }
        Update: {
          done?: boolean
          id?: string
          packet_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "swaps_packet_id_fkey"
            columns: ["packet_id"]
            isOneToOne: false
            referencedRelation: "seed_packets"
            referencedColumns: ["id"]
          },
        ]
      }
    }
    Views: {
      [_ in never]: never
    }
    Functions: {
      offer_swap: {
        Args: { packet: string }
        Returns: string
      }
    }
    Enums: {
      packet_kind: "vegetable" | "flower" | "herb"
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
}
